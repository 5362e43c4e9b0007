#include "handlers/vision/face_quality.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace shrike::vision {
namespace {

/// The paper's: a mean over nine neighbours.
constexpr int kReach = 4;

/// How much of the variation from pixel to pixel along one direction a blur along it takes away,
/// 0 … 1. `step` leads to the next pixel of that direction, `across` to the next line of it.
double lost_by_blurring(std::span<const float> lumas, int side, int step, int across) {
  const auto at = [&](int line, int place) {
    const int index = line * across + place * step;
    return static_cast<double>(lumas[static_cast<std::size_t>(index)]);
  };
  double variation = 0;
  double lost = 0;
  for (int line = 0; line < side; ++line) {
    double before = 0;
    for (int place = kReach; place < side - kReach; ++place) {
      double sum = 0;
      for (int near = -kReach; near <= kReach; ++near) sum += at(line, place + near);
      const double blurred = sum / (2 * kReach + 1);
      if (place > kReach) {
        const double sharp_step = std::abs(at(line, place) - at(line, place - 1));
        variation += sharp_step;
        lost += std::max(sharp_step - std::abs(blurred - before), 0.0);
      }
      before = blurred;
    }
  }
  return variation > 0 ? lost / variation : 0;
}

}  // namespace

FaceQuality face_quality(std::span<const float> lumas, int side) {
  const double sum = std::accumulate(lumas.begin(), lumas.end(), 0.0);
  // The paper takes the worse of both directions.
  const double sharpness =
      std::min(lost_by_blurring(lumas, side, 1, side), lost_by_blurring(lumas, side, side, 1));
  return {.brightness = std::clamp(100 * sum / 255 / static_cast<double>(lumas.size()), 0.0, 100.0),
          .sharpness = 100 * sharpness};
}

}  // namespace shrike::vision
