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

}  // namespace

bool is_arithmetic_jpeg(std::string_view bytes) {
  std::size_t at = bytes.find('\xFF');
  while (at < bytes.size()) {
    while (byte_at(bytes, at) == 0xFF) ++at;
    const unsigned marker = byte_at(bytes, at);
    if (marker == kFirstArithmeticFrame || marker == kSecondArithmeticFrame) return true;
    if (marker == kStartOfScan || marker == kEndOfImage) return false;
    ++at;
    if (marker != 0 && !stands_alone(marker)) {
      at += byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
    }
    // As libjpeg does, past whatever stands between segments.
    at = bytes.find('\xFF', at);
  }
  return false;
}

}  // namespace shrike
