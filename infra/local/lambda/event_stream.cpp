#include "infra/local/lambda/event_stream.h"

#include <cstdint>

#include <fmt/format.h>

#include "handlers/aws/crc.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

constexpr std::size_t kMaxName = 255;
constexpr std::size_t kMaxValue = 32'767;
constexpr std::size_t kMaxHeaders = 128UL * 1024;
constexpr std::size_t kMaxMessagePayload = 24UL * 1024 * 1024;
constexpr char kStringType = 7;

void append_number(std::string& bytes, std::uint64_t number, unsigned size) {
  for (unsigned i = size; i > 0; --i) {
    bytes.push_back(static_cast<char>((number >> (8U * (i - 1))) & 0xFFU));
  }
}

std::uint32_t crc32(std::string_view bytes) {
  Crc32 crc;
  crc.update(bytes);
  return crc.value();
}

void require(bool fits, std::string_view what) {
  if (fits) return;
  throw Error(ErrorKind::Bug, "EventStream.TooLarge",
              fmt::format("An event stream message's {} is too large", what));
}

std::string encoded(const EventHeaders& headers) {
  std::string bytes;
  for (const auto& [name, value] : headers) {
    require(!name.empty() && name.size() <= kMaxName, "header name");
    require(value.size() <= kMaxValue, "header value");
    append_number(bytes, name.size(), 1);
    bytes += name;
    bytes.push_back(kStringType);
    append_number(bytes, value.size(), 2);
    bytes += value;
  }
  require(bytes.size() <= kMaxHeaders, "header block");
  return bytes;
}

}  // namespace

std::string event_stream_message(const EventHeaders& headers, std::string_view payload) {
  constexpr std::size_t kFrame = 16;  // two lengths and two checksums
  require(payload.size() <= kMaxMessagePayload, "payload");
  const auto header_bytes = encoded(headers);
  std::string message;
  message.reserve(kFrame + header_bytes.size() + payload.size());
  append_number(message, kFrame + header_bytes.size() + payload.size(), 4);
  append_number(message, header_bytes.size(), 4);
  append_number(message, crc32(message), 4);
  message += header_bytes;
  message += payload;
  append_number(message, crc32(message), 4);
  return message;
}

std::string event_message(std::string_view event_type, std::string_view content_type,
                          std::string_view payload) {
  return event_stream_message({{":event-type", std::string(event_type)},
                               {":content-type", std::string(content_type)},
                               {":message-type", "event"}},
                              payload);
}

}  // namespace shrike::local
