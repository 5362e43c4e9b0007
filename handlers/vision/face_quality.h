#pragma once

#include <span>

namespace shrike::vision {

/// How well a face can be seen, 0 … 100.
struct FaceQuality {
  /// The mean luma: 0 is black, 100 white.
  double brightness = 0;
  /// What is lost by blurring: 100 less the measure of Crete, Dolmiere, Ladret and Nicolas, "The
  /// blur effect: perception and estimation with a new no-reference perceptual blur metric" (2007).
  /// Of a surface without any contrast there is nothing to lose: 0.
  double sharpness = 0;
};

/// Of a square of `side` * `side` lumas, 0 … 255, that a face fills.
[[nodiscard]] FaceQuality face_quality(std::span<const float> lumas, int side);

}  // namespace shrike::vision
