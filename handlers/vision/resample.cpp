#include "handlers/vision/resample.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace shrike::vision {
namespace {

/// What one target pixel takes from a row or column of the source: neighbours and their shares.
struct Tap {
  std::size_t first = 0;
  std::vector<float> weights;
};

/// A triangle as wide as the step between target pixels, at least two source pixels: bilinear when
/// growing, an antialiased average when shrinking.
std::vector<Tap> taps(int source, int target) {
  const double step = static_cast<double>(source) / target;
  const double radius = std::max(step, 1.0);
  std::vector<Tap> result(static_cast<std::size_t>(target));
  for (int i = 0; i < target; ++i) {
    const double centre = (i + 0.5) * step - 0.5;
    const int first = std::max(static_cast<int>(std::ceil(centre - radius)), 0);
    const int last = std::min(static_cast<int>(std::floor(centre + radius)), source - 1);
    auto& tap = result[static_cast<std::size_t>(i)];
    tap.first = static_cast<std::size_t>(first);
    double sum = 0;
    for (int j = first; j <= last; ++j) {
      const double weight = std::max(1.0 - std::abs(j - centre) / radius, 0.0);
      tap.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (auto& weight : tap.weights) weight /= static_cast<float>(sum);
  }
  return result;
}

}  // namespace

std::vector<float> resampled(const RgbImage& image, int width, int height) {
  const auto source_pitch = static_cast<std::size_t>(image.width) * 3;
  const auto source_rows = static_cast<std::size_t>(image.height);
  const auto columns = taps(image.width, width);
  const auto rows = taps(image.height, height);

  // Across first: three floats a pixel, all rows of the source.
  const auto narrow_pitch = columns.size() * 3;
  std::vector<float> narrow(narrow_pitch * source_rows);
  for (std::size_t y = 0; y < source_rows; ++y) {
    const auto* row =
        reinterpret_cast<const unsigned char*>(image.pixels.data()) + y * source_pitch;
    float* out = narrow.data() + y * narrow_pitch;
    for (const auto& tap : columns) {
      const unsigned char* in = row + tap.first * 3;
      float red = 0;
      float green = 0;
      float blue = 0;
      for (const float weight : tap.weights) {
        red += weight * static_cast<float>(in[0]);
        green += weight * static_cast<float>(in[1]);
        blue += weight * static_cast<float>(in[2]);
        in += 3;
      }
      *out++ = red;
      *out++ = green;
      *out++ = blue;
    }
  }

  const auto plane = columns.size() * rows.size();
  std::vector<float> planes(plane * 3);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const auto target = y * columns.size();
    const float* in = narrow.data() + rows[y].first * narrow_pitch;
    for (const float weight : rows[y].weights) {
      for (std::size_t x = 0; x < columns.size(); ++x)
        for (std::size_t channel = 0; channel < 3; ++channel)
          planes[channel * plane + target + x] += weight * in[x * 3 + channel];
      in += narrow_pitch;
    }
  }
  return planes;
}

}  // namespace shrike::vision
