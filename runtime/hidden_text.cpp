#include "runtime/hidden_text.h"

namespace shrike {
namespace {

char16_t low_bits(char byte, unsigned mask) noexcept {
  return static_cast<char16_t>(static_cast<unsigned char>(byte) & mask);
}

/// Of one to three bytes, which is where everything hidden is.
char16_t code_point(std::string_view sequence) noexcept {
  if (sequence.size() == 1) return low_bits(sequence[0], 0xFF);
  if (sequence.size() == 2) {
    return static_cast<char16_t>(low_bits(sequence[0], 0x1F) << 6U | low_bits(sequence[1], 0x3F));
  }
  return static_cast<char16_t>(low_bits(sequence[0], 0x0F) << 12U |
                               low_bits(sequence[1], 0x3F) << 6U | low_bits(sequence[2], 0x3F));
}

bool is_control(char16_t c) noexcept { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool breaks_lines(char16_t c) noexcept { return c == 0x2028 || c == 0x2029; }

bool turns_direction(char16_t c) noexcept {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::optional<char16_t> hidden_text(std::string_view sequence) noexcept {
  if (sequence.empty() || sequence.size() > 3) return std::nullopt;
  const char16_t c = code_point(sequence);
  if (is_control(c) || breaks_lines(c) || turns_direction(c)) return c;
  return std::nullopt;
}

}  // namespace shrike
