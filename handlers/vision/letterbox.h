#pragma once

#include <vector>

#include "handlers/image/renditions.h"

namespace shrike::vision {

/// A rectangle in fractions of a picture's width and height, from its upper left corner.
struct Box {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

/// A picture fitted into a square, its shape kept, centred, black around it.
struct Letterbox {
  int side = 0;
  int left = 0;  ///< of the picture within the square, in pixels
  int top = 0;
  int width = 0;
  int height = 0;
  std::vector<float> planes;  ///< red, green, blue, each side * side, 0 … 255

  /// A box of the square (edges in its pixels) as a box of the picture, cut at its borders.
  [[nodiscard]] Box to_picture(double x0, double y0, double x1, double y1) const;
};

/// Scales `image` (not empty) up or down, bilinearly, each target pixel an average over what it
/// covers.
[[nodiscard]] Letterbox letterboxed(const RgbImage& image, int side);

}  // namespace shrike::vision
