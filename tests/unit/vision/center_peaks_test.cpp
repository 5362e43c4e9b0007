#include "handlers/vision/center_peaks.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

constexpr std::size_t kSide = 8;
constexpr std::size_t kCells = kSide * kSide;

/// Two classes on a map of 8 x 8 cells, 4 pixels each; every box reaches 1, 2, 3, 4 pixels out.
class Maps {
 public:
  Maps() : keypoints_(2 * kCells, 0.0F) {
    for (const float reach : {1.0F, 2.0F, 3.0F, 4.0F})
      extents_.insert(extents_.end(), kCells, reach);
  }

  Maps& with(std::size_t class_index, std::size_t x, std::size_t y, float score) {
    keypoints_[class_index * kCells + y * kSide + x] = score;
    return *this;
  }

  [[nodiscard]] std::vector<Peak> peaks(float threshold = 0.1F) const {
    return find_peaks({keypoints_, extents_, 2, kSide, 4.0F}, threshold);
  }

 private:
  std::vector<float> keypoints_;
  std::vector<float> extents_;
};

TEST(CenterPeaks, ReachFromTheirCellToTheLeftTopRightAndBottom) {
  const auto peaks = Maps().with(1, 5, 3, 0.7F).peaks();
  ASSERT_EQ(peaks.size(), 1U);
  EXPECT_EQ(peaks[0].class_index, 1U);
  EXPECT_EQ(peaks[0].score, 0.7F);
  EXPECT_EQ(peaks[0].box.left, 19.0);
  EXPECT_EQ(peaks[0].box.top, 10.0);
  EXPECT_EQ(peaks[0].box.right, 23.0);
  EXPECT_EQ(peaks[0].box.bottom, 16.0);
}

TEST(CenterPeaks, AreTheLargestAroundThemOfTheirClassAlone) {
  const auto peaks = Maps().with(0, 3, 3, 0.5F).with(0, 4, 4, 0.6F).with(1, 3, 3, 0.4F).peaks();
  ASSERT_EQ(peaks.size(), 2U);
  EXPECT_EQ(peaks[0].score, 0.6F);
  EXPECT_EQ(peaks[1].class_index, 1U);
}

TEST(CenterPeaks, MayLieInACorner) {
  EXPECT_EQ(Maps().with(0, 0, 0, 0.5F).with(0, 7, 7, 0.5F).with(0, 7, 0, 0.2F).peaks().size(), 3U);
}

TEST(CenterPeaks, DoNotWrapAroundTheEdgeOfTheMap) {
  EXPECT_EQ(Maps().with(0, 7, 2, 0.5F).with(0, 0, 3, 0.6F).peaks().size(), 2U);
}

TEST(CenterPeaks, LeaveOutWhatIsBelowTheThresholdAndWhatIsNoNumber) {
  EXPECT_TRUE(Maps().with(0, 3, 3, 0.09F).peaks().empty());
  EXPECT_TRUE(Maps().with(0, 3, 3, std::numeric_limits<float>::quiet_NaN()).peaks().empty());
  EXPECT_TRUE(Maps().peaks().empty());
}

TEST(Duplicates, AreOverlapsOfOneClass) {
  const std::vector<Peak> peaks = {{0, 0.9F, {0, 0, 100, 100}},
                                   {0, 0.8F, {10, 10, 110, 110}},
                                   {1, 0.7F, {10, 10, 110, 110}},
                                   {0, 0.6F, {90, 90, 190, 190}}};
  const auto kept = without_duplicates(peaks, 0.5, 0.8);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[1].class_index, 1U);
  EXPECT_EQ(kept[2].score, 0.6F);
}

TEST(Duplicates, AreBoxesWithinABetterOne) {
  const std::vector<Peak> peaks = {{0, 0.9F, {0, 0, 100, 100}}, {0, 0.5F, {40, 40, 60, 60}}};
  EXPECT_EQ(without_duplicates(peaks, 0.5, 0.8).size(), 1U);
  EXPECT_EQ(without_duplicates(peaks, 0.5, 1.0).size(), 2U);
}

TEST(Duplicates, LeaveBoxesWithoutAreaAlone) {
  const std::vector<Peak> peaks = {{0, 0.9F, {50, 50, 50, 50}}, {0, 0.5F, {60, 60, 40, 40}}};
  EXPECT_EQ(without_duplicates(peaks, 0.5, 0.8).size(), 2U);
}

}  // namespace
}  // namespace shrike::vision
