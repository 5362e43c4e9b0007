#include "runtime/percent.h"

#include <optional>

namespace shrike {
namespace {

constexpr std::string_view kUnreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

std::optional<unsigned> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::string percent_encode(std::string_view bytes, std::string_view safe) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string result;
  result.reserve(bytes.size());
  for (const char character : bytes) {
    if (kUnreserved.find(character) != std::string_view::npos ||
        safe.find(character) != std::string_view::npos) {
      result += character;
    } else {
      const auto byte = static_cast<unsigned char>(character);
      result += '%';
      result += kHex[byte >> 4U];
      result += kHex[byte & 15U];
    }
  }
  return result;
}

std::string percent_decode(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (text[index] == '%' && index + 2 < text.size()) {
      const auto high = hex_digit(text[index + 1]);
      const auto low = hex_digit(text[index + 2]);
      if (high && low) {
        result += static_cast<char>(*high << 4U | *low);
        index += 2;
        continue;
      }
    }
    result += text[index];
  }
  return result;
}

}  // namespace shrike
