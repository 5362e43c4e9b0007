#include "handlers/vision/text_cores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

namespace shrike::vision {
namespace {

constexpr float kThreshold = 0.3F;
constexpr double kLeastMean = 0.6;
constexpr double kLeastThickness = 3;

/// A line this many times longer than thick can be seen to bend.
constexpr double kLeastSlenderness = 6;

struct Region {
  std::vector<std::size_t> cells;
  double sum = 0;
};

/// Visits the cells of a region once each; `seen` is by cell of the map.
Region flood(const TextMap& map, std::size_t start, std::vector<bool>& seen) {
  Region region{{start}, 0};
  seen[start] = true;
  const auto width = static_cast<std::size_t>(map.width);
  for (std::size_t visited = 0; visited < region.cells.size(); ++visited) {
    const std::size_t cell = region.cells[visited];
    region.sum += static_cast<double>(map.values[cell]);
    const int x = static_cast<int>(cell % width);
    const int y = static_cast<int>(cell / width);
    for (int row = std::max(y - 1, 0); row <= std::min(y + 1, map.height - 1); ++row)
      for (int column = std::max(x - 1, 0); column <= std::min(x + 1, map.width - 1); ++column) {
        const auto next = static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column);
        if (seen[next] || !(map.values[next] > kThreshold)) continue;
        seen[next] = true;
        region.cells.push_back(next);
      }
  }
  return region;
}

Point middle_of(std::size_t cell, int width) {
  const auto columns = static_cast<std::size_t>(width);
  const std::size_t column = cell % columns;
  const std::size_t row = cell / columns;
  return {static_cast<double>(column) + 0.5, static_cast<double>(row) + 0.5};
}

/// The outermost corners of the cells of each row: their hull is the region's.
std::vector<Point> outline(const Region& region, int width) {
  std::map<double, std::pair<double, double>> rows;
  for (const auto cell : region.cells) {
    const auto [x, y] = middle_of(cell, width);
    auto& [first, last] = rows.try_emplace(y, x, x).first->second;
    first = std::min(first, x);
    last = std::max(last, x);
  }
  std::vector<Point> points;
  for (const auto& [y, columns] : rows)
    for (const double edge : {y - 0.5, y + 0.5}) {
      points.push_back({columns.first - 0.5, edge});
      points.push_back({columns.second + 0.5, edge});
    }
  return points;
}

/// The parabola through the region, by least squares.
Bend fit_bend(const Region& region, const RotatedBox& box, int width) {
  // Places in halves of the length: powers of pixels would leave the normal equations badly scaled.
  const double unit = box.length / 2;
  std::array<double, 5> powers = {};   // sums of place^0 … place^4
  std::array<double, 3> moments = {};  // sums of offset * place^0 … place^2
  for (const auto cell : region.cells) {
    const auto [x, y] = middle_of(cell, width);
    const double right = x - box.center.x;
    const double below = y - box.center.y;
    const double place = (right * box.along.x + below * box.along.y) / unit;
    const double offset = below * box.along.x - right * box.along.y;
    double power = 1;
    for (std::size_t i = 0; i < powers.size(); ++i, power *= place) {
      powers[i] += power;
      if (i < moments.size()) moments[i] += power * offset;
    }
  }
  const auto determinant = [](const auto& a, const auto& b, const auto& c) {
    return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
           a[2] * (b[0] * c[1] - b[1] * c[0]);
  };
  using Row = std::array<double, 3>;
  const Row rows[] = {{powers[0], powers[1], powers[2]},
                      {powers[1], powers[2], powers[3]},
                      {powers[2], powers[3], powers[4]}};
  const double whole = determinant(rows[0], rows[1], rows[2]);
  if (!(std::abs(whole) > 0)) return {};
  const double shift = determinant(moments, rows[1], rows[2]) / whole;
  const double slope = determinant(rows[0], moments, rows[2]) / whole;
  const double bow = determinant(rows[0], rows[1], moments) / whole;
  return {shift, slope / unit, bow / (unit * unit)};
}

/// How far the line's middle wanders up and down along it.
double wandering(const Bend& bend, double length) {
  double least = std::min(bend.at(-length / 2), bend.at(length / 2));
  double most = std::max(bend.at(-length / 2), bend.at(length / 2));
  const double turn = std::abs(bend.bow) > 0 ? -bend.slope / (2 * bend.bow) : length;
  if (std::abs(turn) < length / 2) {
    least = std::min(least, bend.at(turn));
    most = std::max(most, bend.at(turn));
  }
  return most - least;
}

TextCore core_of(const Region& region, const RotatedBox& box, int width) {
  if (box.length < kLeastSlenderness * box.thickness) return {box, box.thickness, {}};
  const auto bend = fit_bend(region, box, width);
  const double filled = static_cast<double>(region.cells.size()) / box.length;
  const double left = box.thickness - wandering(bend, box.length);
  return {box, std::clamp(left, std::min(filled, box.thickness), box.thickness), bend};
}

}  // namespace

double TextCore::margin(double ratio) const {
  return box.length * thickness * ratio / (2 * (box.length + thickness));
}

TextCore TextCore::scaled(double across, double down) const {
  const double factor = std::sqrt(across * down);
  const auto scaled_box = box.scaled(across, down);
  return {scaled_box,
          thickness * scaled_box.thickness / box.thickness,
          {bend.shift * factor, bend.slope, bend.bow / factor}};
}

TextCore TextCore::reversed() const {
  return {box.turned().turned(), thickness, {-bend.shift, bend.slope, -bend.bow}};
}

std::vector<TextCore> find_text_cores(const TextMap& map) {
  std::vector<TextCore> cores;
  std::vector<bool> seen(map.values.size());
  for (std::size_t cell = 0; cell < map.values.size(); ++cell) {
    if (seen[cell] || !(map.values[cell] > kThreshold)) continue;
    const auto region = flood(map, cell, seen);
    if (region.sum / static_cast<double>(region.cells.size()) < kLeastMean) continue;
    const auto box = minimum_area_box(outline(region, map.width));
    if (box.thickness >= kLeastThickness) cores.push_back(core_of(region, box, map.width));
  }
  return cores;
}

}  // namespace shrike::vision
