#pragma once

#include <vector>

#include "handlers/vision/face_mesh.h"
#include "handlers/vision/frame_sampler.h"
#include "handlers/vision/human_models.h"
#include "handlers/vision/onnx_session.h"

namespace shrike::vision {

struct Face {
  double confidence = 0;  ///< 0 … 1: how sure the mesh's network is that it looks at a face
  Rectangle box;          ///< from forehead to chin; may reach beyond the picture
  FaceMesh mesh;
};

/// Finds faces, of about a fiftieth of a picture's longer side and more: MediaPipe's BlazeFace
/// looks at the whole and at parts of it, and its face mesh, which knows better what a face is,
/// confirms and places what that points at. Both in the form that npm's @vladmandic/human carries.
/// Thread- safe.
class FaceFinder {
 public:
  /// Loads and converts the models. Throws Error "Model.Missing", "Model.Invalid" and
  /// "Model.EngineMissing" (Reject).
  explicit FaceFinder(const ModelFiles& files);

  /// Largest first, at most `most`. Throws Error "Model.Failed" (Bug).
  [[nodiscard]] std::vector<Face> find(const FrameSampler& picture, std::size_t most) const;

 private:
  OnnxSession detector_;
  OnnxSession mesh_;
};

}  // namespace shrike::vision
