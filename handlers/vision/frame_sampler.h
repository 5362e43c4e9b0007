#pragma once

#include <vector>

#include "handlers/image/renditions.h"
#include "handlers/vision/picture_geometry.h"

namespace shrike::vision {

/// Cuts frames out of one picture. What is larger than a model's input is averaged, not skipped: a
/// frame is read from the smallest of the picture's halvings that still has all its pixels.
class FrameSampler {
 public:
  /// The picture (not empty) must outlive the sampler.
  explicit FrameSampler(const RgbImage& picture);

  /// `pixels` * `pixels` values, 0 … 255, of red, then green, then blue; between the source's
  /// pixels bilinear, black outside of the picture.
  [[nodiscard]] std::vector<float> planes(const Frame& frame, int pixels) const;

  [[nodiscard]] int width() const { return picture_.width; }
  [[nodiscard]] int height() const { return picture_.height; }

 private:
  [[nodiscard]] const RgbImage& level(int halvings) const;

  const RgbImage& picture_;
  std::vector<RgbImage> halvings_;
};

/// What an eye sees of red, green and blue planes alike: the luma of ITU-R BT.601.
[[nodiscard]] std::vector<float> luma(const std::vector<float>& planes);

}  // namespace shrike::vision
