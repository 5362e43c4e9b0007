#pragma once

#include <array>

namespace shrike::vision {

/// What a face looks like, whatever it is shown with: near to others of the same person, far from
/// other people's.
using FaceDescriptor = std::array<float, 128>;

/// Euclidean.
[[nodiscard]] double face_distance(const FaceDescriptor& a, const FaceDescriptor& b);

/// How sure two faces at a distance are one person's, in percent.
[[nodiscard]] double similarity_of_distance(double distance);

}  // namespace shrike::vision
