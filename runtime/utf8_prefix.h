#pragma once

#include <cstddef>
#include <string_view>

namespace shrike {

/// The longest beginning of UTF-8 text that has at most so many bytes and does not end within a
/// character.
[[nodiscard]] inline std::string_view utf8_prefix(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  while (bytes > 0 && continues(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

}  // namespace shrike
