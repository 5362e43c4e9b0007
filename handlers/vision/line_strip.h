#pragma once

#include <vector>

#include "handlers/image/renditions.h"
#include "handlers/vision/text_cores.h"

namespace shrike::vision {

/// A line of text, turned level and scaled to a height, as floats of 0 … 255.
struct LineStrip {
  int width = 0;
  int height = 0;
  std::vector<float> planes;  ///< red, green, blue, each width * height
};

/// What lies in `box` (in pixels of `image`, which is not empty), `width` by `height` pixels (at
/// least 1): bilinear, and an average over what a pixel covers where that is more than one. Beyond
/// the picture's border its last pixels are repeated. What strays from the middle by `bend` is
/// brought back to it.
[[nodiscard]] LineStrip cut_strip(const RgbImage& image, const RotatedBox& box, const Bend& bend,
                                  int width, int height);

}  // namespace shrike::vision
