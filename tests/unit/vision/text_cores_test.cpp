#include "handlers/vision/text_cores.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

constexpr int kWidth = 200;
constexpr int kHeight = 100;

class Map {
 public:
  void set(int x, int y, float value) {
    values_[static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x)] = value;
  }
  void fill(int left, int top, int width, int height, float value) {
    for (int y = top; y < top + height; ++y)
      for (int x = left; x < left + width; ++x) set(x, y, value);
  }
  [[nodiscard]] std::vector<TextCore> cores() const {
    return find_text_cores({values_, kWidth, kHeight});
  }

 private:
  std::vector<float> values_ = std::vector<float>(std::size_t{kWidth} * kHeight);
};

TEST(TextCores, AreWhereTheMapIsHigh) {
  Map map;
  map.fill(10, 20, 40, 6, 0.9F);
  map.fill(100, 60, 50, 8, 0.8F);
  const auto cores = map.cores();
  ASSERT_EQ(cores.size(), 2U);
  EXPECT_NEAR(cores[0].box.center.x, 30, 1e-9);
  EXPECT_NEAR(cores[0].box.center.y, 23, 1e-9);
  EXPECT_NEAR(cores[0].box.length, 40, 1e-9);
  EXPECT_NEAR(cores[0].thickness, 6, 1e-9);
  EXPECT_NEAR(cores[1].box.length, 50, 1e-9);
}

TEST(TextCores, AreNotWhatIsFaintThinOrUndefined) {
  Map map;
  map.fill(10, 10, 40, 6, 0.3F);   // not above the threshold
  map.fill(10, 30, 40, 6, 0.55F);  // above it, its mean below
  map.fill(10, 50, 40, 2, 0.95F);  // two cells thick
  map.fill(10, 70, 40, 6, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(map.cores().empty());
}

TEST(TextCores, AreOneAcrossACornerAndTwoAcrossAGap) {
  Map map;
  map.fill(10, 10, 10, 5, 0.9F);
  map.fill(20, 15, 10, 5, 0.9F);
  EXPECT_EQ(map.cores().size(), 1U);
  map.fill(100, 10, 10, 5, 0.9F);
  map.fill(111, 10, 10, 5, 0.9F);
  EXPECT_EQ(map.cores().size(), 3U);
}

TEST(TextCores, ReachTheMapsBorders) {
  Map map;
  map.fill(0, 0, kWidth, 5, 0.9F);
  map.fill(0, kHeight - 5, kWidth, 5, 0.9F);
  EXPECT_EQ(map.cores().size(), 2U);
  Map full;
  full.fill(0, 0, kWidth, kHeight, 1.0F);
  ASSERT_EQ(full.cores().size(), 1U);
  EXPECT_NEAR(full.cores()[0].box.length, kWidth, 1e-9);
}

TEST(TextCores, KnowHowALineBends) {
  Map map;
  // 150 cells long, 6 thick, sagging by 9 in its middle.
  for (int x = 20; x < 170; ++x) {
    const double place = (x + 0.5 - 95) / 75;
    const int middle = static_cast<int>(std::lround(50 - 9 * place * place));
    for (int y = middle - 3; y < middle + 3; ++y) map.set(x, y, 0.9F);
  }
  const auto cores = map.cores();
  ASSERT_EQ(cores.size(), 1U);
  const auto& core = cores[0];
  EXPECT_NEAR(core.box.thickness, 15, 1);
  EXPECT_NEAR(core.thickness, 6, 1);
  EXPECT_NEAR(core.bend.at(0) - core.bend.at(75), 9, 0.7);
  EXPECT_NEAR(core.bend.at(-75), core.bend.at(75), 0.7);

  const auto turned = core.reversed();
  EXPECT_NEAR(turned.bend.at(0), -core.bend.at(0), 1e-9);
  EXPECT_NEAR(turned.box.along.x, -core.box.along.x, 1e-9);
  const auto scaled = core.scaled(2, 2);
  EXPECT_NEAR(scaled.bend.at(150), 2 * core.bend.at(75), 1e-9);
  EXPECT_NEAR(scaled.thickness, 2 * core.thickness, 1e-9);
}

TEST(TextCores, GiveBackWhatTheNetworkShrank) {
  // A line of 100 by 20, shrunk by the margin that the paper's ratio of 0.4 gives it, is found
  // again with the ratio that undoes it.
  const double area = 100 * 20;
  const double offset = area * (1 - 0.4 * 0.4) / (2 * (100 + 20));
  const RotatedBox shrunk{{0, 0}, {1, 0}, 100 - 2 * offset, 20 - 2 * offset};
  const TextCore core{shrunk, shrunk.thickness, {}};
  const double ratio =
      offset * 2 * (shrunk.length + shrunk.thickness) / (shrunk.length * shrunk.thickness);
  EXPECT_NEAR(shrunk.grown(core.margin(ratio)).thickness, 20, 1e-9);
  EXPECT_NEAR(shrunk.grown(core.margin(ratio)).length, 100, 1e-9);
}

}  // namespace
}  // namespace shrike::vision
