#include "handlers/image/jpeg_markers.h"

#include <cstddef>
#include <cstdint>

namespace shrike {
namespace {

// ITU T.81, table B.1.
constexpr unsigned kEndOfImage = 0xD9;
constexpr unsigned kStartOfScan = 0xDA;
constexpr unsigned kFirstArithmeticFrame = 0xC9;   // sequential
constexpr unsigned kSecondArithmeticFrame = 0xCA;  // progressive

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0;
}

/// Markers that stand alone: TEM, RST0 to RST7, SOI.
bool stands_alone(unsigned marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8); }

unsigned segment_length(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
}

/// Calls `visit` with each marker of the header, and where what it announces begins, until that
/// says to stop.
template <class Visit>
void for_each_marker(std::string_view bytes, const Visit& visit) {
  std::size_t at = bytes.find('\xFF');
  while (at < bytes.size()) {
    while (byte_at(bytes, at) == 0xFF) ++at;
    const unsigned marker = byte_at(bytes, at);
    ++at;
    if (!visit(marker, at) || marker == kStartOfScan || marker == kEndOfImage) return;
    if (marker != 0 && !stands_alone(marker)) at += segment_length(bytes, at);
    // As libjpeg does, past whatever stands between segments.
    at = bytes.find('\xFF', at);
  }
}

}  // namespace

bool is_arithmetic_jpeg(std::string_view bytes) {
  bool arithmetic = false;
  for_each_marker(bytes, [&](unsigned marker, std::size_t) {
    arithmetic = marker == kFirstArithmeticFrame || marker == kSecondArithmeticFrame;
    return !arithmetic;
  });
  return arithmetic;
}

std::optional<std::size_t> jpeg_header_size(std::string_view beginning) {
  std::optional<std::size_t> size;
  for_each_marker(beginning, [&](unsigned marker, std::size_t at) {
    constexpr unsigned kLengthItself = 2;
    const unsigned length = segment_length(beginning, at);
    if (marker == kStartOfScan && length >= kLengthItself) size = at + length;
    return true;
  });
  return size && *size <= beginning.size() ? size : std::nullopt;
}

}  // namespace shrike
