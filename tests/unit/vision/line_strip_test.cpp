#include "handlers/vision/line_strip.h"

#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

/// Red grows by 2 a pixel to the right, green by 3 downwards, blue is 200.
RgbImage ramp(int width, int height) {
  RgbImage image{width, height, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      image.pixels += {static_cast<char>(2 * x), static_cast<char>(3 * y), static_cast<char>(200)};
  return image;
}

float at(const LineStrip& strip, int channel, int x, int y) {
  const auto place = (channel * strip.height + y) * strip.width + x;
  return strip.planes.at(static_cast<std::size_t>(place));
}

TEST(LineStrip, IsTheRectangleItself) {
  const auto strip = cut_strip(ramp(60, 40), {{30, 20}, {1, 0}, 20, 10}, {}, 20, 10);
  EXPECT_FLOAT_EQ(at(strip, 0, 0, 0), 40);
  EXPECT_FLOAT_EQ(at(strip, 0, 19, 0), 78);
  EXPECT_FLOAT_EQ(at(strip, 1, 0, 0), 45);
  EXPECT_FLOAT_EQ(at(strip, 1, 0, 9), 72);
  EXPECT_FLOAT_EQ(at(strip, 2, 7, 7), 200);
}

TEST(LineStrip, IsLevelWhateverTheAngle) {
  // Read downwards: along the strip green grows, across it red falls.
  const auto strip = cut_strip(ramp(60, 40), {{30, 20}, {0, 1}, 20, 10}, {}, 20, 10);
  EXPECT_FLOAT_EQ(at(strip, 1, 0, 0), 30);
  EXPECT_FLOAT_EQ(at(strip, 1, 19, 0), 87);
  EXPECT_FLOAT_EQ(at(strip, 0, 0, 0), 68);
  EXPECT_FLOAT_EQ(at(strip, 0, 0, 9), 50);
}

TEST(LineStrip, AveragesWhatAPixelCovers) {
  RgbImage stripes{64, 64, {}};
  for (int i = 0; i < 64 * 64; ++i) stripes.pixels += std::string(3, i % 2 == 0 ? '\0' : '\xC8');
  const auto strip = cut_strip(stripes, {{32, 32}, {1, 0}, 32, 32}, {}, 8, 8);
  for (const float value : strip.planes) EXPECT_NEAR(value, 100, 1);
}

TEST(LineStrip, BringsABentLineBackToItsMiddle) {
  const auto straight = cut_strip(ramp(60, 40), {{30, 20}, {1, 0}, 20, 10}, {}, 20, 10);
  const auto bent = cut_strip(ramp(60, 40), {{30, 20}, {1, 0}, 20, 10}, {2, 0.1, 0}, 20, 10);
  // Green tells the row: 2 further down in the middle, and 0.1 for each pixel to the right.
  EXPECT_NEAR(at(bent, 1, 19, 5) - at(straight, 1, 19, 5), 3 * (2 + 0.95), 1e-4);
  EXPECT_NEAR(at(bent, 1, 0, 5) - at(straight, 1, 0, 5), 3 * (2 - 0.95), 1e-4);
}

TEST(LineStrip, RepeatsThePicturesBorder) {
  const auto strip = cut_strip(ramp(60, 40), {{0, 0}, {1, 0}, 20, 10}, {}, 20, 10);
  EXPECT_FLOAT_EQ(at(strip, 0, 0, 9), 0);
  EXPECT_FLOAT_EQ(at(strip, 1, 0, 0), 0);
  const auto far = cut_strip(ramp(60, 40), {{1e9, -1e9}, {1, 0}, 20, 10}, {}, 4, 2);
  EXPECT_FLOAT_EQ(at(far, 0, 0, 0), 118);
  const auto pixel = cut_strip(ramp(1, 1), {{0, 0}, {0.6, 0.8}, 300, 100}, {}, 9, 3);
  EXPECT_FLOAT_EQ(at(pixel, 2, 8, 2), 200);
}

}  // namespace
}  // namespace shrike::vision
