#pragma once

#include <string_view>

namespace shrike {

/// Whether a WebP's pixels are coded without loss, so that its decoder holds them all; by the first
/// chunk of pixels (RFC 9649, section 2). What has none where it can be seen, as an animation,
/// counts as such.
[[nodiscard]] bool is_lossless_webp(std::string_view bytes);

}  // namespace shrike
