#include "handlers/vision/rotated_box.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace shrike::vision {
namespace {

Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
Point operator*(Point a, double factor) { return {a.x * factor, a.y * factor}; }

double dot(Point a, Point b) { return a.x * b.x + a.y * b.y; }
double cross(Point a, Point b) { return a.x * b.y - a.y * b.x; }
Point quarter_turn(Point a) { return {-a.y, a.x}; }

/// How far the points reach in a direction.
std::pair<double, double> extent(std::span<const Point> points, Point direction) {
  double least = std::numeric_limits<double>::infinity();
  double most = -least;
  for (const auto point : points) {
    least = std::min(least, dot(point, direction));
    most = std::max(most, dot(point, direction));
  }
  return {least, most};
}

RotatedBox box_along(std::span<const Point> hull, Point along) {
  const Point down = quarter_turn(along);
  const auto [left, right] = extent(hull, along);
  const auto [top, bottom] = extent(hull, down);
  return {along * ((left + right) / 2) + down * ((top + bottom) / 2), along, right - left,
          bottom - top};
}

}  // namespace

Quad RotatedBox::corners() const {
  const Point half_along = along * (length / 2);
  const Point half_down = quarter_turn(along) * (thickness / 2);
  return {center - half_along - half_down, center + half_along - half_down,
          center + half_along + half_down, center - half_along + half_down};
}

RotatedBox RotatedBox::part(double from, double to) const {
  return {center + along * ((from + to - length) / 2), along, to - from, thickness};
}

RotatedBox RotatedBox::grown(double distance) const {
  return {center, along, length + 2 * distance, thickness + 2 * distance};
}

RotatedBox RotatedBox::scaled(double across, double down) const {
  const auto stretched = [&](Point a) { return Point{a.x * across, a.y * down}; };
  const Point line = stretched(along);
  const double factor = std::hypot(line.x, line.y);
  const Point drop = stretched(quarter_turn(along));
  return {stretched(center), line * (1 / factor), length * factor,
          thickness * std::hypot(drop.x, drop.y)};
}

RotatedBox RotatedBox::turned() const { return {center, quarter_turn(along), thickness, length}; }

std::vector<Point> convex_hull(std::vector<Point> points) {
  // Andrew's monotone chain: the lower side left to right, then the upper one back.
  const auto before = [](Point a, Point b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); };
  std::sort(points.begin(), points.end(), before);
  std::vector<Point> hull;
  const auto add = [&](Point point, std::size_t least) {
    while (hull.size() >= least + 2 &&
           cross(hull.back() - hull[hull.size() - 2], point - hull.back()) <= 0)
      hull.pop_back();
    hull.push_back(point);
  };
  for (const auto point : points) add(point, 0);
  const std::size_t lower = hull.empty() ? 0 : hull.size() - 1;
  for (std::size_t i = points.size(); i-- > 0;) add(points[i], lower);
  if (!hull.empty()) hull.pop_back();
  return hull;
}

RotatedBox minimum_area_box(std::span<const Point> points) {
  const auto hull = convex_hull({points.begin(), points.end()});
  if (hull.size() < 3) return {};
  RotatedBox best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const Point side = hull[(i + 1) % hull.size()] - hull[i];
    const auto box = box_along(hull, side * (1 / std::hypot(side.x, side.y)));
    if (box.length * box.thickness < least) {
      least = box.length * box.thickness;
      best = box;
    }
  }
  if (best.length < best.thickness) best = best.turned();
  constexpr double kUpright = 1e-9;
  if (best.along.x < -kUpright || (best.along.x < kUpright && best.along.y < 0))
    best.along = best.along * -1;
  return best;
}

}  // namespace shrike::vision
