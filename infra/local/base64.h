#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// Strict: what RFC 4648 §4 writes for some bytes, padded, on one line, up to 1 GiB. Nothing for
/// anything else.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace shrike::local
