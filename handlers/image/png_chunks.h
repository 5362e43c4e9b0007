#pragma once

#include <cstdint>
#include <string_view>

namespace shrike {

/// The most bytes that the PNG's compressed texts and profiles may come to, by the chunks' lengths
/// alone: deflate makes 1032 bytes of one at best, and libpng stops a chunk at 8 MB. The header
/// cannot be read without inflating them, most of them twice.
[[nodiscard]] std::uint64_t most_png_metadata_bytes(std::string_view bytes);

}  // namespace shrike
