#pragma once

#include "handlers/vision/face_mesh.h"

namespace shrike::vision {

/// The frame that brings the corners of the eyes and the base of the nose nearest to where dlib
/// puts them in the faces that its recognition was trained on, with a quarter of the face around
/// it. Which frame that is follows from a similarity transform by least squares. A mesh whose
/// points all coincide gives a frame without a side.
[[nodiscard]] Frame recognition_frame(const FaceMesh& mesh);

}  // namespace shrike::vision
