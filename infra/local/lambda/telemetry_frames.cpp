#include "infra/local/lambda/telemetry_frames.h"

#include <algorithm>
#include <array>

namespace shrike::local {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kTypeSize = 4;
constexpr std::size_t kHeadSize = 16;
constexpr auto kMagic = "\xA5\x5A\x00"sv;  // the fourth byte says format and level

// In the bits above the two of the format.
constexpr std::array kLevels{""sv, "TRACE"sv, "DEBUG"sv, "INFO"sv, "WARN"sv, "ERROR"sv, "FATAL"sv};

struct FrameType {
  TelemetryRecord::Format format;
  std::string_view level;
};

std::optional<FrameType> frame_type(char fourth) {
  const auto byte = static_cast<unsigned char>(fourth);
  const auto format = byte & 3U;
  const auto level = static_cast<std::size_t>(byte >> 2U);
  if (format < 2 || level >= kLevels.size()) return std::nullopt;
  return FrameType{format == 3 ? TelemetryRecord::Format::Text : TelemetryRecord::Format::Json,
                   kLevels.at(level)};
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char c : bytes) number = (number << 8U) | static_cast<unsigned char>(c);
  return number;
}

/// Where a frame may begin at the earliest after the first byte: the end where none does.
std::size_t next_beginning(std::string_view bytes) {
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    const auto rest = bytes.substr(at);
    if (!rest.starts_with(kMagic.substr(0, rest.size()))) continue;
    if (rest.size() < kTypeSize || frame_type(rest[kTypeSize - 1])) return at;
  }
  return bytes.size();
}

/// Microseconds that the clock can hold; anything else is no time.
std::chrono::sys_time<std::chrono::microseconds> time_of(std::uint64_t microseconds) {
  constexpr std::uint64_t kEndOfYear9999 = 253'402'300'799'999'999;
  return std::chrono::sys_time<std::chrono::microseconds>(
      std::chrono::microseconds(static_cast<std::int64_t>(std::min(microseconds, kEndOfYear9999))));
}

}  // namespace

void TelemetryDecoder::feed(std::string_view bytes, const RecordSink& on_record,
                            const TextSink& on_text) {
  unread_.append(bytes);
  while (!unread_.empty() && take_one(on_record, on_text)) {
  }
}

bool TelemetryDecoder::take_one(const RecordSink& on_record, const TextSink& on_text) {
  const std::string_view bytes = unread_;
  const auto known = std::min(bytes.size(), kMagic.size());
  const bool magic = bytes.substr(0, known) == kMagic.substr(0, known);
  if (magic && bytes.size() < kTypeSize) return false;
  const auto type = magic ? frame_type(bytes[kTypeSize - 1]) : std::nullopt;
  if (type && bytes.size() < kHeadSize) return false;
  const auto length = type ? big_endian(bytes.substr(kTypeSize, 4)) : 0;
  if (!type || length > kMaxMessage) {
    const auto end = next_beginning(bytes);
    on_text(bytes.substr(0, end));
    unread_.erase(0, end);
    return true;
  }
  if (bytes.size() < kHeadSize + length) return false;
  on_record({.format = type->format,
             .level = type->level,
             .time = time_of(big_endian(bytes.substr(8, 8))),
             .message = std::string(bytes.substr(kHeadSize, length))});
  unread_.erase(0, kHeadSize + length);
  return true;
}

void TelemetryDecoder::finish(const TextSink& on_text) {
  if (!unread_.empty()) on_text(unread_);
  unread_.clear();
}

}  // namespace shrike::local
