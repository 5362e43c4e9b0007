#include "handlers/vision/face_mesh.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace shrike::vision {
namespace {

double degrees(double radians) { return radians * 180 / std::numbers::pi; }

}  // namespace

Rectangle bounds(const FaceMesh& mesh) {
  const auto [left, right] = std::minmax_element(
      mesh.begin(), mesh.end(), [](const Position& a, const Position& b) { return a.x < b.x; });
  const auto [top, bottom] = std::minmax_element(
      mesh.begin(), mesh.end(), [](const Position& a, const Position& b) { return a.y < b.y; });
  return {left->x, top->y, right->x, bottom->y};
}

Frame level_frame(const FaceMesh& mesh, double margin) {
  const auto box = bounds(mesh);
  const auto& left = mesh[mesh::kLeftEyeOuter];
  const auto& right = mesh[mesh::kRightEyeOuter];
  return {box.centre(), std::max(box.width(), box.height()) * margin,
          std::atan2(right.y - left.y, right.x - left.x)};
}

FacePose pose_of(const FaceMesh& mesh) {
  const auto& left = mesh[mesh::kLeftTemple];
  const auto& right = mesh[mesh::kRightTemple];
  const auto& top = mesh[mesh::kForeheadTop];
  const auto& bottom = mesh[mesh::kChinBottom];
  // Of a face that turns to the right its right side goes away; of one that looks up, its forehead.
  return {
      .roll = degrees(std::atan2(right.y - left.y, right.x - left.x)),
      .yaw = degrees(std::atan2(right.z - left.z, std::hypot(right.x - left.x, right.y - left.y))),
      .pitch =
          degrees(std::atan2(top.z - bottom.z, std::hypot(bottom.x - top.x, bottom.y - top.y)))};
}

}  // namespace shrike::vision
