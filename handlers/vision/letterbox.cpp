#include "handlers/vision/letterbox.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "handlers/vision/resample.h"

namespace shrike::vision {

Box Letterbox::to_picture(double x0, double y0, double x1, double y1) const {
  const auto across = [&](double x) { return std::clamp((x - left) / width, 0.0, 1.0); };
  const auto down = [&](double y) { return std::clamp((y - top) / height, 0.0, 1.0); };
  return {across(x0), down(y0), across(x1) - across(x0), down(y1) - down(y0)};
}

Letterbox letterboxed(const RgbImage& image, int side) {
  Letterbox box;
  box.side = side;
  const double scale = static_cast<double>(side) / std::max(image.width, image.height);
  box.width = std::clamp(static_cast<int>(std::lround(image.width * scale)), 1, side);
  box.height = std::clamp(static_cast<int>(std::lround(image.height * scale)), 1, side);
  box.left = (side - box.width) / 2;
  box.top = (side - box.height) / 2;

  const auto scaled = resampled(image, box.width, box.height);
  const auto pitch = static_cast<std::size_t>(side);
  const auto width = static_cast<std::size_t>(box.width);
  const auto height = static_cast<std::size_t>(box.height);
  box.planes.assign(pitch * pitch * 3, 0.0F);
  const auto inset = static_cast<std::size_t>(box.top) * pitch + static_cast<std::size_t>(box.left);
  for (std::size_t channel = 0; channel < 3; ++channel)
    for (std::size_t y = 0; y < height; ++y)
      std::copy_n(scaled.data() + (channel * height + y) * width, width,
                  box.planes.data() + channel * pitch * pitch + inset + y * pitch);
  return box;
}

}  // namespace shrike::vision
