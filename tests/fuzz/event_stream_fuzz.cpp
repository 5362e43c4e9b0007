/// Headers, an empty line, a payload: an event stream's message, read by the format's description.
#include <string>

#include <zlib.h>

#include "infra/local/lambda/event_stream.h"
#include "tests/fuzz/fuzz_local.h"

namespace shrike::local {
namespace {

using fuzz::require;

/// A message's bytes, taken from the front.
class Wire {
 public:
  explicit Wire(std::string_view bytes) : all_(bytes) {}

  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (const char byte : text(size)) value = value << 8U | static_cast<unsigned char>(byte);
    return value;
  }
  std::string_view text(std::size_t size) {
    require(size <= all_.size() - at_, "a message is as long as it says");
    at_ += size;
    return all_.substr(at_ - size, size);
  }
  /// Of all that was taken.
  [[nodiscard]] std::uint32_t crc() const {
    return static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(all_.data()), static_cast<uInt>(at_)));
  }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::string_view all_;
  std::size_t at_ = 0;
};

void check(const EventHeaders& headers, std::string_view payload) {
  constexpr std::uint32_t kString = 7;
  const std::string message = event_stream_message(headers, payload);
  Wire wire(message);
  require(wire.number(4) == message.size(), "the total length");
  const std::uint32_t headers_length = wire.number(4);
  const std::uint32_t prelude_crc = wire.crc();
  require(wire.number(4) == prelude_crc, "the prelude's checksum");
  const std::size_t begin = wire.at();
  for (const auto& [name, value] : headers) {
    require(wire.text(wire.number(1)) == name, "a header's name");
    require(wire.number(1) == kString, "a header's type");
    require(wire.text(wire.number(2)) == value, "a header's value");
  }
  require(wire.at() - begin == headers_length, "the headers' length");
  require(wire.text(payload.size()) == payload, "the payload");
  const std::uint32_t message_crc = wire.crc();
  require(wire.number(4) == message_crc, "the message's checksum");
  require(wire.at() == message.size(), "and its end");
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  local::EventHeaders headers;
  for (const auto& field : fuzz::read_headers(input)) headers.push_back(field);
  return fuzz::allow_refusal([&] { local::check(headers, input.rest()); });
}
