#include "handlers/vision/text_regions.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

namespace shrike::vision {
namespace {

constexpr float kThreshold = 0.3F;
constexpr double kLeastMean = 0.6;
constexpr double kLeastThickness = 3;

struct Region {
  double sum = 0;
  std::size_t cells = 0;
  std::map<int, std::pair<int, int>> rows;  ///< first and last column
};

/// Visits the cells of a region once each; `seen` is by cell of the map.
Region flood(const TextMap& map, std::size_t start, std::vector<bool>& seen) {
  Region region;
  std::vector<std::size_t> open = {start};
  seen[start] = true;
  const auto width = static_cast<std::size_t>(map.width);
  while (!open.empty()) {
    const std::size_t cell = open.back();
    open.pop_back();
    const int x = static_cast<int>(cell % width);
    const int y = static_cast<int>(cell / width);
    region.sum += double{map.values[cell]};
    ++region.cells;
    auto& [first, last] = region.rows.try_emplace(y, x, x).first->second;
    first = std::min(first, x);
    last = std::max(last, x);
    for (int row = std::max(y - 1, 0); row <= std::min(y + 1, map.height - 1); ++row)
      for (int column = std::max(x - 1, 0); column <= std::min(x + 1, map.width - 1); ++column) {
        const auto next = static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column);
        if (seen[next] || !(map.values[next] > kThreshold)) continue;
        seen[next] = true;
        open.push_back(next);
      }
  }
  return region;
}

/// The outermost corners of the cells of each row: their hull is the region's.
std::vector<Point> outline(const Region& region) {
  std::vector<Point> points;
  for (const auto& [y, columns] : region.rows)
    for (const int edge : {y, y + 1}) {
      points.push_back({double(columns.first), double(edge)});
      points.push_back({double(columns.second) + 1, double(edge)});
    }
  return points;
}

}  // namespace

std::vector<RotatedBox> find_text_regions(const TextMap& map) {
  std::vector<RotatedBox> boxes;
  std::vector<bool> seen(map.values.size());
  for (std::size_t cell = 0; cell < map.values.size(); ++cell) {
    if (seen[cell] || !(map.values[cell] > kThreshold)) continue;
    const auto region = flood(map, cell, seen);
    if (region.sum / static_cast<double>(region.cells) < kLeastMean) continue;
    const auto box = minimum_area_box(outline(region));
    if (box.thickness >= kLeastThickness) boxes.push_back(box);
  }
  return boxes;
}

RotatedBox unclipped(const RotatedBox& core, double ratio) {
  return core.grown(core.length * core.thickness * ratio / (2 * (core.length + core.thickness)));
}

}  // namespace shrike::vision
