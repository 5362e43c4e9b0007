#include "tests/contract/event_stream_reader.h"

#include <cstdint>
#include <stdexcept>

namespace shrike::local {
namespace {

std::size_t number(std::string_view bytes, std::size_t size) {
  std::uint64_t value = 0;
  for (const char byte : bytes.substr(0, size)) {
    value = value << 8U | static_cast<unsigned char>(byte);
  }
  return value;
}

/// The value of one of a message's string headers.
std::string_view header(std::string_view headers, std::string_view wanted) {
  while (!headers.empty()) {
    const auto name_size = number(headers, 1);
    const auto name = headers.substr(1, name_size);
    headers.remove_prefix(1 + name_size + 1);
    const auto value_size = number(headers, 2);
    const auto value = headers.substr(2, value_size);
    headers.remove_prefix(2 + value_size);
    if (name == wanted) return value;
  }
  throw std::runtime_error("a message without " + std::string(wanted));
}

}  // namespace

StreamedAnswer read_event_stream(std::string_view bytes) {
  constexpr std::size_t kPrelude = 12;
  constexpr std::size_t kChecksum = 4;
  StreamedAnswer answer;
  while (!bytes.empty()) {
    const auto total = number(bytes, 4);
    if (total < kPrelude + kChecksum || total > bytes.size()) {
      throw std::runtime_error("a message that is not whole");
    }
    const auto headers = bytes.substr(kPrelude, number(bytes.substr(4), 4));
    const auto payload =
        bytes.substr(kPrelude + headers.size(), total - kPrelude - headers.size() - kChecksum);
    if (header(headers, ":event-type") == "PayloadChunk") {
      answer.payload += payload;
      ++answer.chunks;
    } else {
      answer.complete = nlohmann::json::parse(payload);
    }
    bytes.remove_prefix(total);
  }
  return answer;
}

}  // namespace shrike::local
