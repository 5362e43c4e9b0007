#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shrike {

/// RFC 4648 §4, padded, on one line.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// The bytes of such a text, strictly: padding is required, and nothing but the alphabet may stand
/// there, no line breaks either, and the last digit's spare bits are zero. Nothing for anything
/// else.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace shrike
