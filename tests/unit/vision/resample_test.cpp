#include "handlers/vision/resample.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

TEST(Resampled, KeepsAPlainColourWhateverTheShape) {
  RgbImage plain{7, 5, {}};
  for (int i = 0; i < 35; ++i) plain.pixels += {'\x0A', '\x14', '\x1E'};
  for (const auto& [width, height] : {std::pair{7, 5}, {1, 1}, {3, 40}, {40, 3}}) {
    const auto planes = resampled(plain, width, height);
    const auto plane = static_cast<std::size_t>(width * height);
    ASSERT_EQ(planes.size(), plane * 3);
    for (std::size_t i = 0; i < plane; ++i) {
      EXPECT_NEAR(planes[i], 10, 1e-3);
      EXPECT_NEAR(planes[plane + i], 20, 1e-3);
      EXPECT_NEAR(planes[2 * plane + i], 30, 1e-3);
    }
  }
}

TEST(Resampled, IsThePictureItselfAtItsOwnSize) {
  RgbImage image{3, 2, {}};
  for (char i = 0; i < 18; ++i) image.pixels += i;
  const auto planes = resampled(image, 3, 2);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t channel = 0; channel < 3; ++channel)
      EXPECT_FLOAT_EQ(planes[channel * 6 + i], static_cast<float>(i * 3 + channel));
}

}  // namespace
}  // namespace shrike::vision
