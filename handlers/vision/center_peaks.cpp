#include "handlers/vision/center_peaks.h"

#include <algorithm>

#include "handlers/vision/duplicates.h"

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
      peaks.push_back(
          {.class_index = class_index,
           .score = plane[cell],
           .box = {.left = static_cast<double>(centre_x - maps.extents[cell]),
                   .top = static_cast<double>(centre_y - maps.extents[cells + cell]),
                   .right = static_cast<double>(centre_x + maps.extents[2 * cells + cell]),
                   .bottom = static_cast<double>(centre_y + maps.extents[3 * cells + cell])}});
    }
  }
  std::stable_sort(peaks.begin(), peaks.end(),
                   [](const Peak& a, const Peak& b) { return a.score > b.score; });
  return peaks;
}

std::vector<Peak> without_duplicates(const std::vector<Peak>& peaks, double largest_overlap,
                                     double largest_cover) {
  return without_repeats(peaks, [&](const Peak& peak, const Peak& better) {
    return better.class_index == peak.class_index &&
           (overlap_by_more_than(largest_overlap, better.box, peak.box) ||
            shared_area(better.box, peak.box) > largest_cover * peak.box.area());
  });
}

}  // namespace shrike::vision
