#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace shrike {

/// With the capitals of ASCII as small letters, whatever the locale.
[[nodiscard]] inline std::string ascii_lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return lower;
}

}  // namespace shrike
