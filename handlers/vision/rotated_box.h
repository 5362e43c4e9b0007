#pragma once

#include <array>
#include <span>
#include <vector>

namespace shrike::vision {

struct Point {
  double x = 0;
  double y = 0;
};

/// Corners of a line or word, clockwise as one reads it: upper left, upper right, lower right,
/// lower left.
using Quad = std::array<Point, 4>;

/// A rectangle at an angle. `along` is a unit vector; the way down from it is a quarter turn
/// clockwise, y growing downwards.
struct RotatedBox {
  Point center;
  Point along = {1, 0};
  double length = 0;     ///< along `along`
  double thickness = 0;  ///< across it

  [[nodiscard]] Quad corners() const;

  /// The part between two places along it, counted from its beginning.
  [[nodiscard]] RotatedBox part(double from, double to) const;

  /// Every side moved outwards by `distance`.
  [[nodiscard]] RotatedBox grown(double distance) const;

  /// In a picture stretched by these factors. Exact where they are equal or the box is upright.
  [[nodiscard]] RotatedBox scaled(double across, double down) const;

  /// The same rectangle, read in the direction of its other side: a quarter turn clockwise.
  [[nodiscard]] RotatedBox turned() const;
};

/// Corners of the smallest convex shape around the points, without those on its edges.
[[nodiscard]] std::vector<Point> convex_hull(std::vector<Point> points);

/// The rectangle of the least area around the points; one of its sides lies on a side of their
/// hull. Read along its longer side, left to right, or downwards where it is upright. Empty for
/// less than three points that span an area.
[[nodiscard]] RotatedBox minimum_area_box(std::span<const Point> points);

}  // namespace shrike::vision
