#pragma once

#include <string_view>

namespace shrike {

/// How many rows of a TIFF's first picture, which has `height` of them, are decompressed at once:
/// those of a strip or a tile, 1 when they are not compressed (TIFF 6.0, sections 3 and 15). All of
/// them where its directory does not say so or cannot be read.
[[nodiscard]] int tiff_rows_at_once(std::string_view bytes, int height);

}  // namespace shrike
