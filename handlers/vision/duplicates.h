#pragma once

#include <algorithm>
#include <vector>

#include "handlers/vision/picture_geometry.h"

namespace shrike::vision {

/// Whether two rectangles share more than `part` of what they cover together (intersection over
/// union).
[[nodiscard]] inline bool overlap_by_more_than(double part, const Rectangle& a,
                                               const Rectangle& b) {
  const double shared = shared_area(a, b);
  return shared > part * (a.area() + b.area() - shared);
}

/// Drops each of which `repeats(it, better)` is true for one that was kept before it. `found` are
/// sorted, best first.
template <class Found, class Repeats>
[[nodiscard]] std::vector<Found> without_repeats(const std::vector<Found>& found,
                                                 const Repeats& repeats) {
  std::vector<Found> kept;
  for (const auto& each : found) {
    const bool repeated = std::any_of(kept.begin(), kept.end(),
                                      [&](const Found& better) { return repeats(each, better); });
    if (!repeated) kept.push_back(each);
  }
  return kept;
}

}  // namespace shrike::vision
