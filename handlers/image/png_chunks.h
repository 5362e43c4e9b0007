#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shrike {

/// The most bytes that the PNG's compressed texts and profiles may come to, by the chunks' lengths
/// alone: deflate makes 1032 bytes of one at best, and libpng stops a chunk at 8 MB. The header
/// cannot be read without inflating them, most of them twice.
[[nodiscard]] std::uint64_t most_png_metadata_bytes(std::string_view bytes);

/// Up to where a PNG's header goes, the length and name of its first chunk of pixels included;
/// nothing as long as it is not there whole.
[[nodiscard]] std::optional<std::size_t> png_header_size(std::string_view beginning);

/// The PNG without its EXIF, and so without an orientation.
[[nodiscard]] std::string png_without_exif(std::string_view bytes);

}  // namespace shrike
