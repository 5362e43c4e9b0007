// What is told of a face from its mesh alone: frames, pose, alignment.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "handlers/vision/face_alignment.h"
#include "handlers/vision/face_mesh.h"

namespace shrike::vision {
namespace {

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

/// A head that looks into the camera, its middle at 0, as wide and as high as 2.
FaceMesh frontal() {
  FaceMesh face(kMeshPoints, Position{0, 0, 0});
  face[mesh::kForeheadTop] = {0, -1, 0};
  face[mesh::kChinBottom] = {0, 1, 0};
  face[mesh::kLeftTemple] = {-1, 0, 0};
  face[mesh::kRightTemple] = {1, 0, 0};
  face[mesh::kLeftEyeOuter] = {-0.6, -0.3, 0};
  face[mesh::kLeftEyeInner] = {-0.2, -0.28, 0};
  face[mesh::kRightEyeInner] = {0.2, -0.28, 0};
  face[mesh::kRightEyeOuter] = {0.6, -0.3, 0};
  face[mesh::kNoseBase] = {0, 0.3, 0};
  return face;
}

/// Turned within the picture, clockwise, then grown and moved.
FaceMesh moved(FaceMesh face, double degrees, double size, double x, double y) {
  const double sine = std::sin(radians(degrees));
  const double cosine = std::cos(radians(degrees));
  for (auto& point : face)
    point = {(point.x * cosine - point.y * sine) * size + x,
             (point.x * sine + point.y * cosine) * size + y, point.z * size};
  return face;
}

TEST(FaceMesh, BoundsHoldEveryPoint) {
  const auto box = bounds(moved(frontal(), 0, 50, 200, 300));
  EXPECT_DOUBLE_EQ(box.left, 150);
  EXPECT_DOUBLE_EQ(box.top, 250);
  EXPECT_DOUBLE_EQ(box.right, 250);
  EXPECT_DOUBLE_EQ(box.bottom, 350);
}

TEST(FaceMesh, LevelFrameFollowsTheEyes) {
  const auto frame = level_frame(moved(frontal(), 30, 50, 200, 300), 1.5);
  EXPECT_NEAR(frame.angle, radians(30), 1e-9);
  EXPECT_NEAR(frame.centre.x, 200, 1e-9);
  EXPECT_NEAR(frame.centre.y, 300, 1e-9);
  // Its own right is where the right eye lies.
  const auto right = frame.to_picture({1, 0.5, 0});
  EXPECT_GT(right.x, 200);
  EXPECT_GT(right.y, 300);
}

TEST(FacePose, OfAFrontalFaceIsZero) {
  const auto pose = pose_of(frontal());
  EXPECT_NEAR(pose.roll, 0, 1e-9);
  EXPECT_NEAR(pose.yaw, 0, 1e-9);
  EXPECT_NEAR(pose.pitch, 0, 1e-9);
}

TEST(FacePose, RollsClockwiseAsSeen) {
  for (const double angle : {-170.0, -45.0, 10.0, 90.0, 179.0})
    EXPECT_NEAR(pose_of(moved(frontal(), angle, 80, 10, 20)).roll, angle, 1e-6);
}

TEST(FacePose, YawsToTheRightAndPitchesUp) {
  for (const double angle : {-60.0, -5.0, 20.0, 45.0}) {
    auto turned = frontal();
    auto raised = frontal();
    for (std::size_t i = 0; i < kMeshPoints; ++i) {
      // A head that turns to the right takes its right side away from the camera.
      const auto from = frontal()[i];
      turned[i] = {from.x * std::cos(radians(angle)), from.y, from.x * std::sin(radians(angle))};
      raised[i] = {from.x, from.y * std::cos(radians(angle)), -from.y * std::sin(radians(angle))};
    }
    EXPECT_NEAR(pose_of(turned).yaw, angle, 1e-6);
    EXPECT_NEAR(pose_of(turned).pitch, 0, 1e-6);
    EXPECT_NEAR(pose_of(raised).pitch, angle, 1e-6);
    EXPECT_NEAR(pose_of(raised).yaw, 0, 1e-6);
  }
}

/// Where a point of the picture lies within a frame, as fractions of its side.
Position within(const Frame& frame, const Position& point) {
  const double x = point.x - frame.centre.x;
  const double y = point.y - frame.centre.y;
  return {(x * std::cos(frame.angle) + y * std::sin(frame.angle)) / frame.side + 0.5,
          (-x * std::sin(frame.angle) + y * std::cos(frame.angle)) / frame.side + 0.5, 0};
}

TEST(RecognitionFrame, PutsAFaceWhereItWasPutInTraining) {
  // dlib's mean face itself, so that the fit is exact.
  FaceMesh face(kMeshPoints, Position{0.5, 0.5, 0});
  face[mesh::kRightEyeOuter] = {0.8595674595992, 0.2134981538014, 0};
  face[mesh::kRightEyeInner] = {0.6460604764104, 0.2289674387677, 0};
  face[mesh::kLeftEyeOuter] = {0.1205750620789, 0.2137274526848, 0};
  face[mesh::kLeftEyeInner] = {0.3340850613712, 0.2290642403242, 0};
  face[mesh::kNoseBase] = {0.4901123135679, 0.6277975316475, 0};
  for (const double angle : {0.0, 25.0, -120.0}) {
    const auto placed = moved(face, angle, 90, 300, 200);
    const auto frame = recognition_frame(placed);
    EXPECT_NEAR(frame.side, 90 * 1.5, 1e-6);
    for (const auto point : {mesh::kRightEyeOuter, mesh::kLeftEyeInner, mesh::kNoseBase}) {
      const auto place = within(frame, placed[point]);
      EXPECT_NEAR(place.x, (face[point].x + 0.25) / 1.5, 1e-9);
      EXPECT_NEAR(place.y, (face[point].y + 0.25) / 1.5, 1e-9);
    }
  }
}

TEST(RecognitionFrame, OfAFaceWithoutASizeHasNone) {
  const auto frame = recognition_frame(FaceMesh(kMeshPoints, Position{7, 7, 7}));
  EXPECT_NEAR(frame.side, 0, 1e-9);
}

}  // namespace
}  // namespace shrike::vision
