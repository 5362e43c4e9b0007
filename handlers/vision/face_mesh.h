#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "handlers/vision/picture_geometry.h"

namespace shrike::vision {

/// The points of MediaPipe's face mesh, in pixels of the picture, z towards what lies behind.
using FaceMesh = std::vector<Position>;

inline constexpr std::size_t kMeshPoints = 468;

/// Points of the mesh by what they lie on; left and right are those of an upright face as seen.
namespace mesh {
inline constexpr std::size_t kForeheadTop = 10;
inline constexpr std::size_t kChinBottom = 152;
inline constexpr std::size_t kLeftTemple = 234;
inline constexpr std::size_t kRightTemple = 454;
inline constexpr std::size_t kLeftEyeOuter = 33;
inline constexpr std::size_t kLeftEyeInner = 133;
inline constexpr std::size_t kRightEyeInner = 362;
inline constexpr std::size_t kRightEyeOuter = 263;
inline constexpr std::size_t kNoseBase = 2;
}  // namespace mesh

/// The smallest rectangle around all points: from the forehead to the chin.
[[nodiscard]] Rectangle bounds(const FaceMesh& mesh);

/// A square around the face whose sides are `margin` times the larger side of its bounds, turned so
/// that the eyes are level.
[[nodiscard]] Frame level_frame(const FaceMesh& mesh, double margin);

/// How a head is turned, in degrees; 0 looks into the camera.
struct FacePose {
  double roll = 0;   ///< in the picture's plane, clockwise as seen
  double yaw = 0;    ///< towards the picture's right
  double pitch = 0;  ///< up
};

/// From the lines between the temples and from forehead to chin in the mesh's three dimensions.
[[nodiscard]] FacePose pose_of(const FaceMesh& mesh);

}  // namespace shrike::vision
