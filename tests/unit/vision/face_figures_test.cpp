// Figures that answers give of a face: similarity, quality, age.
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/vision/age_gender_model.h"
#include "handlers/vision/face_quality.h"
#include "handlers/vision/face_similarity.h"
#include "runtime/error.h"

namespace shrike::vision {
namespace {

TEST(FaceSimilarity, FallsWithTheDistanceAndPartsAtEighty) {
  double before = 100;
  for (double distance = 0; distance < 1.5; distance += 0.01) {
    const double similarity = similarity_of_distance(distance);
    EXPECT_LE(similarity, before);
    EXPECT_GE(similarity, 0);
    before = similarity;
  }
  EXPECT_GT(similarity_of_distance(0), 99.99);
  EXPECT_GT(similarity_of_distance(0.473), 85);
  EXPECT_LT(similarity_of_distance(0.533), 50);
  EXPECT_LT(similarity_of_distance(0.7), 1);
}

TEST(FaceDistance, IsEuclidean) {
  FaceDescriptor a = {};
  FaceDescriptor b = {};
  EXPECT_EQ(face_distance(a, b), 0);
  a[0] = 3;
  b[127] = 4;
  EXPECT_DOUBLE_EQ(face_distance(a, b), 5);
  EXPECT_DOUBLE_EQ(face_distance(b, a), 5);
}

constexpr int kSide = 64;

/// Stripes `width` pixels wide.
std::vector<float> stripes(int width, bool upright) {
  std::vector<float> lumas;
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x)
      lumas.push_back((((upright ? x : y) / width) & 1) == 0 ? 50 : 200);
  return lumas;
}

/// Both ways.
std::vector<float> checks(int width) {
  std::vector<float> lumas;
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) lumas.push_back(((x / width + y / width) & 1) == 0 ? 50 : 200);
  return lumas;
}

std::vector<float> smoothed(const std::vector<float>& lumas, int reach) {
  std::vector<float> result = lumas;
  for (int y = reach; y < kSide - reach; ++y) {
    for (int x = reach; x < kSide - reach; ++x) {
      float sum = 0;
      for (int j = -reach; j <= reach; ++j)
        for (int i = -reach; i <= reach; ++i)
          sum += lumas[static_cast<std::size_t>((y + j) * kSide + x + i)];
      result[static_cast<std::size_t>(y * kSide + x)] =
          sum / static_cast<float>((2 * reach + 1) * (2 * reach + 1));
    }
  }
  return result;
}

TEST(FaceQuality, BrightnessIsTheMeanLuma) {
  EXPECT_DOUBLE_EQ(face_quality(std::vector<float>(kSide * kSide, 0), kSide).brightness, 0);
  EXPECT_DOUBLE_EQ(face_quality(std::vector<float>(kSide * kSide, 255), kSide).brightness, 100);
  EXPECT_NEAR(face_quality(checks(8), kSide).brightness, 125 / 2.55, 0.01);
}

TEST(FaceQuality, SharpnessFallsWithBlur) {
  const auto sharp = checks(8);
  const double before = face_quality(sharp, kSide).sharpness;
  const double little = face_quality(smoothed(sharp, 1), kSide).sharpness;
  const double much = face_quality(smoothed(smoothed(sharp, 3), 3), kSide).sharpness;
  EXPECT_GT(before, 80);
  EXPECT_GT(before, little + 5);
  EXPECT_GT(little, much + 5);
  EXPECT_GT(much, 0);
}

TEST(FaceQuality, SharpnessIsThatOfTheWorseDirection) {
  // What varies in one direction alone is smeared along the other, as by a camera that moved.
  EXPECT_DOUBLE_EQ(face_quality(stripes(4, true), kSide).sharpness, 0);
  EXPECT_DOUBLE_EQ(face_quality(stripes(4, false), kSide).sharpness, 0);
}

TEST(AgeRange, IsTheMiddleOfWhatIsPossible) {
  std::vector<float> shares(100, 0);
  shares[30] = 0.5F;
  EXPECT_EQ(age_range(shares).low, 30);
  EXPECT_EQ(age_range(shares).high, 30);

  std::vector<float> even(100, 0.01F);
  EXPECT_NEAR(age_range(even).low, 9, 1);
  EXPECT_NEAR(age_range(even).high, 89, 1);

  for (const auto& nothing :
       {std::vector<float>(), std::vector<float>(100, 0), std::vector<float>(3, std::nanf(""))})
    EXPECT_THROW((void)age_range(nothing), Error);
}

}  // namespace
}  // namespace shrike::vision
