#pragma once

#include <cmath>

namespace shrike::vision {

/// A place, or a way, in pixels, y down; z towards what lies behind.
struct Position {
  double x = 0;
  double y = 0;
  double z = 0;
};

/// An upright rectangle in pixels.
struct Rectangle {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  [[nodiscard]] double width() const { return std::fmax(right - left, 0.0); }
  [[nodiscard]] double height() const { return std::fmax(bottom - top, 0.0); }
  [[nodiscard]] double area() const { return width() * height(); }
  [[nodiscard]] Position centre() const { return {(left + right) / 2, (top + bottom) / 2, 0}; }
};

/// The area that two rectangles share.
[[nodiscard]] inline double shared_area(const Rectangle& a, const Rectangle& b) {
  return Rectangle{std::fmax(a.left, b.left), std::fmax(a.top, b.top), std::fmin(a.right, b.right),
                   std::fmin(a.bottom, b.bottom)}
      .area();
}

/// A square of a picture that a model looks at, perhaps turned: what lies along `angle` (radians,
/// clockwise as seen) from the centre becomes what lies to the right of it.
struct Frame {
  Position centre;
  double side = 0;
  double angle = 0;

  /// A point of the frame, as fractions of its side from its upper left corner, in the picture. z
  /// is scaled alike.
  [[nodiscard]] Position to_picture(const Position& fraction) const {
    const double x = (fraction.x - 0.5) * side;
    const double y = (fraction.y - 0.5) * side;
    return {centre.x + x * std::cos(angle) - y * std::sin(angle),
            centre.y + x * std::sin(angle) + y * std::cos(angle), fraction.z * side};
  }
};

}  // namespace shrike::vision
