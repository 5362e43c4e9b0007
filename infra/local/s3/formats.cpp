#include "infra/local/s3/formats.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "runtime/percent.h"

namespace shrike::local {
std::string http_date(TimePoint time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", utc(time));
}

std::string form_encode_key(std::string_view key) {
  std::string encoded = percent_encode(key, "/ ");
  std::replace(encoded.begin(), encoded.end(), ' ', '+');
  return encoded;
}

bool is_utf8(std::string_view bytes) {
  // The smallest code point that each length of sequence may stand for, by its continuation bytes.
  constexpr std::array<std::uint32_t, 4> kSmallest{0, 0x80, 0x800, 0x10000};
  for (std::size_t i = 0; i < bytes.size();) {
    const auto first = static_cast<unsigned char>(bytes[i++]);
    if (first < 0x80) continue;
    const std::size_t more = first >= 0xF0 && first < 0xF8   ? 3
                             : first >= 0xE0 && first < 0xF0 ? 2
                             : first >= 0xC2 && first < 0xE0 ? 1
                                                             : 0;
    if (more == 0 || bytes.size() - i < more) return false;
    std::uint32_t code = first & (0x3FU >> more);
    for (std::size_t end = i + more; i < end; ++i) {
      const auto next = static_cast<unsigned char>(bytes[i]);
      if ((next & 0xC0U) != 0x80U) return false;
      code = code << 6U | (next & 0x3FU);
    }
    if (code < kSmallest.at(more) || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
      return false;
    }
  }
  return true;
}

}  // namespace shrike::local
