#include "handlers/vision/frame_sampler.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

constexpr int kWidth = 64;
constexpr int kHeight = 48;

/// Red grows to the right, green downwards, blue is even.
RgbImage gradient() {
  RgbImage image{kWidth, kHeight, {}};
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      for (const int value : {x * 4, y * 4, 100}) image.pixels += static_cast<char>(value);
  return image;
}

struct Sample {
  double red = 0;
  double green = 0;
  double blue = 0;
};

Sample at(const std::vector<float>& planes, int pixels, int x, int y) {
  const auto plane = static_cast<std::size_t>(pixels * pixels);
  const auto place = static_cast<std::size_t>(y * pixels + x);
  const auto value = [&](std::size_t index) { return static_cast<double>(planes[index]); };
  return {value(place), value(plane + place), value(2 * plane + place)};
}

TEST(FrameSampler, CopiesAFrameOfTheSameSize) {
  const auto image = gradient();
  const auto planes = FrameSampler(image).planes({{30, 20, 0}, 16, 0}, 16);
  ASSERT_EQ(planes.size(), 3U * 16 * 16);
  for (const int x : {0, 7, 15}) {
    for (const int y : {0, 3, 15}) {
      const auto sample = at(planes, 16, x, y);
      EXPECT_NEAR(sample.red, (22 + x) * 4, 0.01);
      EXPECT_NEAR(sample.green, (12 + y) * 4, 0.01);
      EXPECT_NEAR(sample.blue, 100, 0.01);
    }
  }
}

TEST(FrameSampler, TurnsWithTheFrame) {
  const auto image = gradient();
  // Turned by a right angle clockwise: what lay below is now to the right.
  const auto planes = FrameSampler(image).planes({{30, 20, 0}, 16, std::numbers::pi / 2}, 16);
  EXPECT_GT(at(planes, 16, 15, 8).green, at(planes, 16, 0, 8).green + 50);
  EXPECT_NEAR(at(planes, 16, 15, 8).red, at(planes, 16, 0, 8).red, 0.1);
  EXPECT_LT(at(planes, 16, 8, 15).red, at(planes, 16, 8, 0).red - 50);
}

TEST(FrameSampler, AveragesWhatItMakesSmaller) {
  RgbImage checks{256, 256, {}};
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x)
      checks.pixels += std::string(3, ((x + y) & 1) == 0 ? '\0' : '\xFF');
  const auto planes = FrameSampler(checks).planes({{128, 128, 0}, 256, 0}, 16);
  for (const int x : {1, 8, 14}) EXPECT_NEAR(at(planes, 16, x, 8).red, 127.5, 1);
}

TEST(FrameSampler, IsBlackOutsideOfThePicture) {
  const auto image = gradient();
  const FrameSampler sampler(image);
  for (const Frame& frame : {Frame{{-100, 20, 0}, 50, 0.3}, Frame{{1e12, -1e12, 0}, 1e6, 0},
                             Frame{{32, 500, 0}, 10, 0}}) {
    const auto planes = sampler.planes(frame, 8);
    EXPECT_TRUE(std::all_of(planes.begin(), planes.end(), [](float value) { return value == 0; }));
  }
  const auto half = sampler.planes({{0, 24, 0}, 16, 0}, 16);
  EXPECT_EQ(at(half, 16, 2, 8).blue, 0);
  EXPECT_NEAR(at(half, 16, 12, 8).blue, 100, 0.01);
}

TEST(FrameSampler, TakesPicturesOfAnyShape) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 5000}, {5000, 1}, {33, 77}}) {
    const RgbImage image{width, height,
                         std::string(static_cast<std::size_t>(width * height) * 3, '\x64')};
    const auto planes = FrameSampler(image).planes(
        {{width / 2.0, height / 2.0, 0}, double(std::max(width, height)), 0}, 32);
    EXPECT_EQ(planes.size(), 3U * 32 * 32);
  }
}

TEST(Luma, WeighsColoursAsAnEyeDoes) {
  const std::vector<float> planes = {255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255};
  const auto lumas = luma(planes);
  ASSERT_EQ(lumas.size(), 4U);
  EXPECT_NEAR(lumas[0], 76.2, 0.1);
  EXPECT_NEAR(lumas[1], 149.7, 0.1);
  EXPECT_NEAR(lumas[2], 29.1, 0.1);
  EXPECT_NEAR(lumas[3], 255, 0.1);
}

}  // namespace
}  // namespace shrike::vision
