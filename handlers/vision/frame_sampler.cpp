#include "handlers/vision/frame_sampler.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace shrike::vision {
namespace {

const unsigned char* pixel(const RgbImage& image, int x, int y) {
  const auto place = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                      static_cast<std::size_t>(x)) *
                     3;
  return reinterpret_cast<const unsigned char*>(image.pixels.data()) + place;
}

/// Each pixel the average of four; an odd last row or column is left out.
RgbImage halved(const RgbImage& image) {
  RgbImage half{std::max(image.width / 2, 1), std::max(image.height / 2, 1), {}};
  half.pixels.reserve(static_cast<std::size_t>(half.width) * static_cast<std::size_t>(half.height) *
                      3);
  for (int y = 0; y < half.height; ++y) {
    for (int x = 0; x < half.width; ++x) {
      const int right = std::min(2 * x + 1, image.width - 1);
      const int below = std::min(2 * y + 1, image.height - 1);
      const unsigned char* four[] = {pixel(image, 2 * x, 2 * y), pixel(image, right, 2 * y),
                                     pixel(image, 2 * x, below), pixel(image, right, below)};
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const int sum = four[0][channel] + four[1][channel] + four[2][channel] + four[3][channel];
        half.pixels += static_cast<char>((sum + 2) / 4);
      }
    }
  }
  return half;
}

/// The share of one of the four neighbours, nothing where it lies outside.
void add(const RgbImage& image, int x, int y, double share, float* rgb) {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height || share <= 0) return;
  const unsigned char* source = pixel(image, x, y);
  for (std::size_t channel = 0; channel < 3; ++channel)
    rgb[channel] += static_cast<float>(share) * static_cast<float>(source[channel]);
}

}  // namespace

FrameSampler::FrameSampler(const RgbImage& picture) : picture_(picture) {
  while (std::min(level(static_cast<int>(halvings_.size())).width,
                  level(static_cast<int>(halvings_.size())).height) > 32)
    halvings_.push_back(halved(level(static_cast<int>(halvings_.size()))));
}

const RgbImage& FrameSampler::level(int halvings) const {
  return halvings == 0 ? picture_ : halvings_[static_cast<std::size_t>(halvings) - 1];
}

std::vector<float> FrameSampler::planes(const Frame& frame, int pixels) const {
  const double reduction = frame.side / pixels;
  const int halvings = std::clamp(static_cast<int>(std::floor(std::log2(std::max(reduction, 1.0)))),
                                  0, static_cast<int>(halvings_.size()));
  const auto& source = level(halvings);
  const double unit = std::exp2(-halvings);

  // Pixels have their centres at halves, here as there.
  const double half = 0.5 / pixels;
  const auto origin = frame.to_picture({half, half, 0});
  const auto next = frame.to_picture({3 * half, half, 0});
  const auto below = frame.to_picture({half, 3 * half, 0});

  const auto pitch = static_cast<std::size_t>(pixels);
  std::vector<float> planes(pitch * pitch * 3, 0.0F);
  for (int y = 0; y < pixels; ++y) {
    for (int x = 0; x < pixels; ++x) {
      const double place_x = origin.x + x * (next.x - origin.x) + y * (below.x - origin.x);
      const double place_y = origin.y + x * (next.y - origin.y) + y * (below.y - origin.y);
      // What lies far away is black without looking.
      const double across = std::clamp(place_x * unit - 0.5, -2.0, source.width + 1.0);
      const double down = std::clamp(place_y * unit - 0.5, -2.0, source.height + 1.0);
      const int left = static_cast<int>(std::floor(across));
      const int top = static_cast<int>(std::floor(down));
      const double right_share = across - left;
      const double lower_share = down - top;
      float rgb[3] = {0, 0, 0};
      add(source, left, top, (1 - right_share) * (1 - lower_share), rgb);
      add(source, left + 1, top, right_share * (1 - lower_share), rgb);
      add(source, left, top + 1, (1 - right_share) * lower_share, rgb);
      add(source, left + 1, top + 1, right_share * lower_share, rgb);
      const auto target = static_cast<std::size_t>(y) * pitch + static_cast<std::size_t>(x);
      for (std::size_t channel = 0; channel < 3; ++channel)
        planes[channel * pitch * pitch + target] = rgb[channel];
    }
  }
  return planes;
}

std::vector<float> luma(const std::vector<float>& planes) {
  const auto size = planes.size() / 3;
  std::vector<float> grey(size);
  for (std::size_t i = 0; i < size; ++i)
    grey[i] = 0.299F * planes[i] + 0.587F * planes[size + i] + 0.114F * planes[2 * size + i];
  return grey;
}

}  // namespace shrike::vision
