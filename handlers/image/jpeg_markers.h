#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace shrike {

/// Whether the JPEG's pixels are coded arithmetically (ITU T.81, SOF9 and SOF10). No browser shows
/// such; and where data are missing a decoder has to take zeros for them, without a warning, so
/// that 300 bytes may keep it busy for a gigapixel.
[[nodiscard]] bool is_arithmetic_jpeg(std::string_view bytes);

/// Up to where a JPEG's header goes, that of its first scan included; nothing as long as it is not
/// there whole.
[[nodiscard]] std::optional<std::size_t> jpeg_header_size(std::string_view beginning);

}  // namespace shrike
