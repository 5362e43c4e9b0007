#include "handlers/image/tiff_samples.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/image/tiff_writer.h"

namespace shrike {
namespace {

using namespace testing;

std::optional<int> alpha_of(const std::vector<std::uint64_t>& extra_samples) {
  return tiff_alpha_sample(tiff("pixels", {{338, 3, extra_samples}}));
}

TEST(TiffAlphaSample, IsTheFirstThatIsCalledAlpha) {
  EXPECT_EQ(alpha_of({1}), 0);
  EXPECT_EQ(alpha_of({2}), 0);
  EXPECT_EQ(alpha_of({2, 0}), 0);
  EXPECT_EQ(alpha_of({0, 0, 2, 1}), 2);
}

TEST(TiffAlphaSample, IsNoneAmongSelectionsAndSpotColours) {
  EXPECT_FALSE(alpha_of({0}));
  EXPECT_FALSE(alpha_of({0, 0}));
  EXPECT_FALSE(alpha_of({3, 65'535}));
}

TEST(TiffAlphaSample, IsTheFirstWhereNothingIsSaidOfThem) {
  EXPECT_EQ(tiff_alpha_sample(tiff("pixels", {})), 0);
  EXPECT_EQ(tiff_alpha_sample("II"), 0);
}

}  // namespace
}  // namespace shrike
