#include "handlers/image/size.h"

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(Size, FitsInsideBothBoundsAndKeepsTheShape) {
  EXPECT_EQ(fitted({6000, 4000}, 320, 320), (Size{320, 213}));
  EXPECT_EQ(fitted({4000, 6000}, 320, 320), (Size{213, 320}));
  EXPECT_EQ(fitted({6000, 4000}, 1600, std::nullopt), (Size{1600, 1067}));
  EXPECT_EQ(fitted({6000, 4000}, std::nullopt, 100), (Size{150, 100}));
}

TEST(Size, NeverGrows) {
  EXPECT_EQ(fitted({200, 100}, 320, 320), (Size{200, 100}));
  EXPECT_EQ(fitted({200, 100}, std::nullopt, std::nullopt), (Size{200, 100}));
}

TEST(Size, NeverLosesASide) {
  EXPECT_EQ(fitted({10000, 3}, 100, 100), (Size{100, 1}));
  EXPECT_EQ(fitted({1, 16383}, 1, 1), (Size{1, 1}));
}

TEST(Size, JpegShrinksOnLoadButLeavesSomethingToScale) {
  const Size source{8000, 6000};
  EXPECT_EQ(jpeg_shrink(source, {8000, 6000}), 1);
  EXPECT_EQ(jpeg_shrink(source, {4000, 3000}), 1);
  EXPECT_EQ(jpeg_shrink(source, {2666, 2000}), 2);
  EXPECT_EQ(jpeg_shrink(source, {1600, 1200}), 4);
  EXPECT_EQ(jpeg_shrink(source, {888, 666}), 8);
  EXPECT_EQ(jpeg_shrink(source, {1, 1}), 8);
}

}  // namespace
}  // namespace shrike
