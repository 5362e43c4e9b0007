#include "handlers/vision/center_peaks.h"

#include <algorithm>

namespace shrike::vision {
namespace {

bool is_largest_around(std::span<const float> plane, std::size_t side, std::size_t x,
                       std::size_t y) {
  const float value = plane[y * side + x];
  const auto top = y == 0 ? 0 : y - 1;
  const auto left = x == 0 ? 0 : x - 1;
  for (auto j = top; j <= std::min(y + 1, side - 1); ++j)
    for (auto i = left; i <= std::min(x + 1, side - 1); ++i)
      if (plane[j * side + i] > value) return false;
  return true;
}

float area(const Peak& peak) {
  return std::max(peak.x1 - peak.x0, 0.0F) * std::max(peak.y1 - peak.y0, 0.0F);
}

float shared_area(const Peak& a, const Peak& b) {
  return std::max(std::min(a.x1, b.x1) - std::max(a.x0, b.x0), 0.0F) *
         std::max(std::min(a.y1, b.y1) - std::max(a.y0, b.y0), 0.0F);
}

}  // namespace

std::vector<Peak> find_peaks(const CenterMaps& maps, float threshold) {
  std::vector<Peak> peaks;
  const auto cells = maps.side * maps.side;
  for (std::size_t class_index = 0; class_index < maps.classes; ++class_index) {
    const auto plane = maps.keypoints.subspan(class_index * cells, cells);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (!(plane[cell] >= threshold)) continue;
      const auto x = cell % maps.side;
      const auto y = cell / maps.side;
      if (!is_largest_around(plane, maps.side, x, y)) continue;
      const float centre_x = static_cast<float>(x) * maps.stride;
      const float centre_y = static_cast<float>(y) * maps.stride;
      peaks.push_back({class_index, plane[cell], centre_x - maps.extents[cell],
                       centre_y - maps.extents[cells + cell],
                       centre_x + maps.extents[2 * cells + cell],
                       centre_y + maps.extents[3 * cells + cell]});
    }
  }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const Peak& a, const Peak& b) { return a.score > b.score; });
  return peaks;
}

std::vector<Peak> without_duplicates(const std::vector<Peak>& peaks, float largest_overlap,
                                     float largest_cover) {
  std::vector<Peak> kept;
  for (const auto& peak : peaks) {
    const bool duplicate = std::any_of(kept.begin(), kept.end(), [&](const Peak& better) {
      if (better.class_index != peak.class_index) return false;
      const float shared = shared_area(better, peak);
      return shared > largest_overlap * (area(better) + area(peak) - shared) ||
             shared > largest_cover * area(peak);
    });
    if (!duplicate) kept.push_back(peak);
  }
  return kept;
}

}  // namespace shrike::vision
