#include "handlers/vision/confidence.h"

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

TEST(Confidence, RisesWithTheScoreFromZeroToAHundred) {
  EXPECT_EQ(calibrated_confidence(0), 0);
  EXPECT_EQ(calibrated_confidence(1), 100);
  double before = 0;
  for (int i = 1; i <= 1000; ++i) {
    const double now = calibrated_confidence(i / 1000.0);
    EXPECT_GT(now, before) << i;
    before = now;
  }
}

TEST(Confidence, MeetsTheMeasuredPoints) {
  EXPECT_DOUBLE_EQ(calibrated_confidence(0.32), 55);
  EXPECT_DOUBLE_EQ(calibrated_confidence(0.48), 75);
  EXPECT_DOUBLE_EQ(calibrated_confidence(0.54), 80);
}

TEST(Confidence, StaysInRangeForWhatIsNoScore) {
  EXPECT_EQ(calibrated_confidence(-1), 0);
  EXPECT_EQ(calibrated_confidence(2), 100);
}

}  // namespace
}  // namespace shrike::vision
