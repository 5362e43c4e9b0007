#include "handlers/vision/letterbox.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

RgbImage filled(int width, int height, const std::string& pixel) {
  RgbImage image{width, height, {}};
  for (int i = 0; i < width * height; ++i) image.pixels += pixel;
  return image;
}

float at(const Letterbox& box, int channel, int x, int y) {
  const auto index = (channel * box.side + y) * box.side + x;
  return box.planes[static_cast<std::size_t>(index)];
}

TEST(Letterbox, KeepsASquareOfTheRightSizeAsItIs) {
  RgbImage image{16, 16, {}};
  for (int i = 0; i < 16 * 16 * 3; ++i) image.pixels += static_cast<char>(i * 37 % 256);
  const auto box = letterboxed(image, 16);
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 16; ++x)
      for (int channel = 0; channel < 3; ++channel)
        EXPECT_EQ(at(box, channel, x, y),
                  static_cast<float>(((y * 16 + x) * 3 + channel) * 37 % 256));
}

TEST(Letterbox, CentresAndLeavesTheRestBlack) {
  const auto box = letterboxed(filled(200, 100, "\x40\x80\xC0"), 64);
  EXPECT_EQ(box.width, 64);
  EXPECT_EQ(box.height, 32);
  EXPECT_EQ(box.left, 0);
  EXPECT_EQ(box.top, 16);
  EXPECT_EQ(at(box, 0, 30, 15), 0);
  EXPECT_NEAR(at(box, 0, 30, 16), 0x40, 0.01);
  EXPECT_NEAR(at(box, 1, 0, 47), 0x80, 0.01);
  EXPECT_NEAR(at(box, 2, 63, 31), 0xC0, 0.01);
  EXPECT_EQ(at(box, 2, 63, 48), 0);
}

TEST(Letterbox, AveragesWhenItShrinks) {
  RgbImage stripes{64, 64, {}};
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) stripes.pixels += std::string(3, x % 2 == 0 ? '\xFF' : '\0');
  const auto box = letterboxed(stripes, 16);
  for (int x = 1; x < 15; ++x) EXPECT_NEAR(at(box, 0, x, 8), 127.5, 1);
}

TEST(Letterbox, TakesEveryShape) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 5000}, {5000, 1}, {3, 2}, {511, 513}}) {
    const auto box = letterboxed(filled(width, height, "\x10\x20\x30"), 64);
    EXPECT_GE(box.width, 1);
    EXPECT_GE(box.height, 1);
    EXPECT_EQ(box.planes.size(), 64U * 64 * 3);
    EXPECT_NEAR(at(box, 2, box.left, box.top), 0x30, 0.01);
  }
}

TEST(Letterbox, PutsBoxesBackIntoThePicture) {
  const auto letterbox = letterboxed(filled(200, 100, "\x10\x20\x30"), 64);
  const Box box = letterbox.to_picture(16, 24, 48, 40);
  EXPECT_DOUBLE_EQ(box.left, 0.25);
  EXPECT_DOUBLE_EQ(box.top, 0.25);
  EXPECT_DOUBLE_EQ(box.width, 0.5);
  EXPECT_DOUBLE_EQ(box.height, 0.5);

  const Box cut = letterbox.to_picture(-10, 0, 100, 64);
  EXPECT_DOUBLE_EQ(cut.left, 0);
  EXPECT_DOUBLE_EQ(cut.top, 0);
  EXPECT_DOUBLE_EQ(cut.width, 1);
  EXPECT_DOUBLE_EQ(cut.height, 1);
}

}  // namespace
}  // namespace shrike::vision
