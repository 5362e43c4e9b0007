#include "handlers/vision/line_strip.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace shrike::vision {
namespace {

/// More samples a pixel and side than this change nothing that the eye sees.
constexpr double kMostSamples = 6;

using Colour = std::array<float, 3>;

/// Where a place lies between the pixels of a row or column.
struct Between {
  std::size_t first;
  std::size_t second;
  float share;  ///< of the second
};

Between neighbours(double place, int count) {
  const double clamped = std::clamp(place - 0.5, 0.0, double(count - 1));
  const auto first = static_cast<std::size_t>(clamped);
  return {first, std::min(first + 1, static_cast<std::size_t>(count - 1)),
          static_cast<float>(clamped - double(first))};
}

void add_sample(const RgbImage& image, Point place, Colour& sum) {
  const auto across = neighbours(place.x, image.width);
  const auto down = neighbours(place.y, image.height);
  const auto* pixels = reinterpret_cast<const unsigned char*>(image.pixels.data());
  const auto pitch = static_cast<std::size_t>(image.width);
  for (std::size_t channel = 0; channel < sum.size(); ++channel) {
    const auto at = [&](std::size_t x, std::size_t y) {
      return static_cast<float>(pixels[(y * pitch + x) * 3 + channel]);
    };
    const auto row = [&](std::size_t y) {
      return at(across.first, y) + across.share * (at(across.second, y) - at(across.first, y));
    };
    sum[channel] += row(down.first) + down.share * (row(down.second) - row(down.first));
  }
}

int samples(double covered) {
  return static_cast<int>(std::ceil(std::clamp(covered, 1.0, kMostSamples)));
}

}  // namespace

LineStrip cut_strip(const RgbImage& image, const RotatedBox& box, const Bend& bend, int width,
                    int height) {
  LineStrip strip{width, height, {}};
  const auto plane = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  strip.planes.resize(plane * 3);
  const auto origin = box.corners()[0];
  const int columns = samples(box.length / width);
  const int rows = samples(box.thickness / height);
  const double step_along = box.length / (double(width) * columns);
  const double step_down = box.thickness / (double(height) * rows);
  const auto share = 1.0F / static_cast<float>(columns * rows);

  std::size_t pixel = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x, ++pixel) {
      Colour sum = {};
      for (int j = 0; j < rows; ++j)
        for (int i = 0; i < columns; ++i) {
          const double along = (double(x) * columns + i + 0.5) * step_along;
          const double down =
              (double(y) * rows + j + 0.5) * step_down + bend.at(along - box.length / 2);
          add_sample(image,
                     {origin.x + box.along.x * along - box.along.y * down,
                      origin.y + box.along.y * along + box.along.x * down},
                     sum);
        }
      for (std::size_t channel = 0; channel < sum.size(); ++channel)
        strip.planes[channel * plane + pixel] = sum[channel] * share;
    }
  return strip;
}

}  // namespace shrike::vision
