#pragma once

#include <string_view>

namespace shrike {

/// Where the bytes of a GIF end (GIF89a, sections 18 to 27).
enum class GifEnd {
  Trailer,        ///< where they ought to; zeros that some encoders write before it are passed over
  BetweenBlocks,  ///< the trailer is missing, and perhaps frames before it
  WithinBlock,    ///< cut, or what stands between two blocks is none
};

/// A cut leaves fewer frames, and the last of them incomplete; libvips takes them for what they
/// seem.
[[nodiscard]] GifEnd gif_end(std::string_view bytes);

}  // namespace shrike
