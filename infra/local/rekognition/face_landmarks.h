#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "handlers/vision/face_mesh.h"

namespace shrike::local {

/// One of the service's landmark types, and the points of the mesh in whose middle it lies.
struct Landmark {
  std::string_view type;
  std::size_t first = 0;
  std::size_t second = 0;

  [[nodiscard]] vision::Position place(const vision::FaceMesh& mesh) const;
};

/// Those that a face has by default: eyes, mouth, nose.
[[nodiscard]] std::span<const Landmark> default_landmarks();

/// All that the mesh carries: every type of the service but the pupils.
[[nodiscard]] std::span<const Landmark> all_landmarks();

}  // namespace shrike::local
