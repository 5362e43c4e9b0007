#include "infra/local/rekognition/face_landmarks.h"

#include <set>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(FaceLandmarks, AreEachOfAnotherType) {
  std::set<std::string_view> types;
  for (const auto& landmark : all_landmarks()) types.insert(landmark.type);
  EXPECT_EQ(types.size(), all_landmarks().size());
  EXPECT_FALSE(types.contains("leftPupil"));
}

TEST(FaceLandmarks, AreFiveByDefault) {
  ASSERT_EQ(default_landmarks().size(), 5U);
  EXPECT_EQ(default_landmarks().front().type, "eyeLeft");
  EXPECT_EQ(default_landmarks().back().type, "nose");
}

TEST(FaceLandmarks, LieInTheMiddleOfTheirPoints) {
  vision::FaceMesh mesh(vision::kMeshPoints);
  mesh[33] = {10, 20, 2};
  mesh[133] = {30, 24, 4};
  const auto place = default_landmarks().front().place(mesh);
  EXPECT_EQ(place.x, 20);
  EXPECT_EQ(place.y, 22);
  for (const auto& landmark : all_landmarks()) {
    EXPECT_LT(landmark.first, vision::kMeshPoints);
    EXPECT_LT(landmark.second, vision::kMeshPoints);
  }
}

}  // namespace
}  // namespace shrike::local
