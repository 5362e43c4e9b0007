#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shrike::vision {

/// Decodes base64 of RFC 4648, section 4, strictly: padding is required, and nothing but the
/// alphabet may stand there, no line breaks either. Nothing for anything else.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace shrike::vision
