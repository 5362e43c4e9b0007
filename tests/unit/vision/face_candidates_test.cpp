#include "handlers/vision/face_candidates.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::vision {
namespace {

constexpr std::size_t kAnchors = 8 * 8 * 6;
constexpr std::size_t kValues = 16;

/// One grid of the network's output, silent but where a test speaks.
struct Output {
  std::vector<float> scores = std::vector<float>(kAnchors, -10);
  std::vector<float> places = std::vector<float>(kAnchors * kValues, 0);

  [[nodiscard]] FaceGrid grid() const { return {8, 6, scores, places}; }
};

TEST(FaceCandidates, DecodesBoxAndEyesFromTheCentreOfTheAnchorsCell) {
  Output output;
  // The third anchor of the cell in column 2, row 1: its centre is (2.5, 1.5) eighths.
  const std::size_t anchor = (1 * 8 + 2) * 6 + 2;
  output.scores[anchor] = 2;
  const float values[] = {16, -8, 64, 32, -10, -5, 10, 5};
  std::copy(std::begin(values), std::end(values),
            output.places.begin() + static_cast<std::ptrdiff_t>(anchor * kValues));

  const auto candidates = face_candidates(output.grid(), {{500, 300, 0}, 512, 0}, 0);
  ASSERT_EQ(candidates.size(), 1U);
  const auto& found = candidates.front();
  EXPECT_EQ(found.score, 2);
  // The frame is twice the input's size and begins at (244, 44).
  EXPECT_DOUBLE_EQ(found.box.centre().x, 244 + 2 * (80 + 16));
  EXPECT_DOUBLE_EQ(found.box.centre().y, 44 + 2 * (48 - 8));
  EXPECT_DOUBLE_EQ(found.box.width(), 128);
  EXPECT_DOUBLE_EQ(found.box.height(), 64);
  EXPECT_DOUBLE_EQ(found.left_eye.x, 244 + 2 * (80 - 10));
  EXPECT_DOUBLE_EQ(found.right_eye.y, 44 + 2 * (48 + 5));
}

TEST(FaceCandidates, AreAtLeastAsSureAsAskedForAndHaveASize) {
  Output output;
  output.scores[0] = 1;
  output.scores[1] = 0.99F;
  output.scores[2] = std::numeric_limits<float>::quiet_NaN();
  output.scores[3] = std::numeric_limits<float>::infinity();
  output.scores[4] = 5;
  for (std::size_t anchor = 0; anchor < 4; ++anchor)
    output.places[anchor * kValues + 2] = output.places[anchor * kValues + 3] = 10;
  output.places[4 * kValues + 2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(face_candidates(output.grid(), {{128, 128, 0}, 256, 0}, 1).size(), 2U);
}

TEST(FaceCandidates, RefuseOutputsOfAnotherShape) {
  Output output;
  output.scores.pop_back();
  EXPECT_THROW((void)face_candidates(output.grid(), {}, 0), Error);
  output = {};
  output.places.push_back(0);
  EXPECT_THROW((void)face_candidates(output.grid(), {}, 0), Error);
  EXPECT_THROW((void)face_candidates({8, 6, {}, {}}, {}, 0), Error);
}

TEST(DetectionFrames, CoverThePictureAtEachScale) {
  for (const auto& [width, height] :
       {std::pair{1920, 1280}, {1280, 1920}, {600, 600}, {4000, 200}}) {
    const auto frames = detection_frames(width, height);
    const double longer = std::max(width, height);
    for (const double part : {1.0, 2.0 / 3, 1.0 / 3}) {
      for (double y = 0.5; y < height; y += 13) {
        for (double x = 0.5; x < width; x += 13) {
          const bool seen = std::any_of(frames.begin(), frames.end(), [&](const Frame& frame) {
            return std::abs(frame.side - longer * part) < 1e-6 &&
                   std::abs(x - frame.centre.x) <= frame.side / 2 &&
                   std::abs(y - frame.centre.y) <= frame.side / 2;
          });
          ASSERT_TRUE(seen) << width << "x" << height << " " << part << ": " << x << "," << y;
        }
      }
    }
  }
}

TEST(DetectionFrames, AreFewAndNotOfWhatIsTooSmallToHideAFace) {
  EXPECT_EQ(detection_frames(128, 100).size(), 1U);
  EXPECT_GT(detection_frames(400, 400).size(), 5U);
  EXPECT_LT(detection_frames(1920, 1920).size(), 40U);
  EXPECT_LT(detection_frames(10'000, 80).size(), 10U);
}

TEST(BestCandidates, KeepTheSurestOfThoseThatOverlap) {
  const auto at = [](double left, double score) {
    return FaceCandidate{score, {left, 0, left + 100, 100}, {}, {}};
  };
  const auto kept = best_candidates({at(0, 1), at(20, 3), at(500, 2), at(95, 0.5)}, 0.3);
  ASSERT_EQ(kept.size(), 3U);
  EXPECT_EQ(kept[0].score, 3);
  EXPECT_EQ(kept[1].score, 2);
  EXPECT_EQ(kept[2].score, 0.5);
  EXPECT_TRUE(best_candidates({}, 0.3).empty());
}

}  // namespace
}  // namespace shrike::vision
