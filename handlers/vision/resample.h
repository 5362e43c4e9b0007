#pragma once

#include <vector>

#include "handlers/image/renditions.h"

namespace shrike::vision {

/// `image` (not empty) scaled to `width` by `height` pixels (at least 1), whatever its shape:
/// bilinear where it grows, an average over what a target pixel covers where it shrinks. Red,
/// green, blue, each width * height, 0 … 255.
[[nodiscard]] std::vector<float> resampled(const RgbImage& image, int width, int height);

}  // namespace shrike::vision
