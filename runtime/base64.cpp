#include "runtime/base64.h"

#include <array>
#include <cstdint>

namespace shrike {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kForeign = 0xFF;

/// The six bits of each byte of the alphabet.
constexpr auto kSixBits = [] {
  std::array<std::uint8_t, 256> bits{};
  bits.fill(kForeign);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    bits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return bits;
}();

std::uint32_t byte_at(std::string_view bytes, std::size_t index) noexcept {
  return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0U;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group =
        byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) text += kAlphabet[group >> shift & 63U];
  }
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  text.replace(text.size() - padding, padding, padding, '=');
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const auto digits = text.substr(0, text.size() - padding);

  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  unsigned count = 0;
  for (const char c : digits) {
    const auto bits = kSixBits[static_cast<unsigned char>(c)];
    if (bits == kForeign) return std::nullopt;
    group = group << 6U | bits;
    if (++count % 4 != 0) continue;
    for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>(group >> shift & 0xFFU);
  }
  if (padding == 0) return bytes;
  // Two or three digits are left: one byte or two, and bits that are to be zero.
  group <<= 6U * padding;
  if ((group & ((1U << 8U * padding) - 1U)) != 0) return std::nullopt;
  bytes += static_cast<char>(group >> 16U & 0xFFU);
  if (padding == 1) bytes += static_cast<char>(group >> 8U & 0xFFU);
  return bytes;
}

}  // namespace shrike
