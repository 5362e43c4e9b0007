#pragma once

#include "handlers/vision/face_mesh.h"
#include "handlers/vision/face_similarity.h"
#include "handlers/vision/frame_sampler.h"
#include "handlers/vision/human_models.h"
#include "handlers/vision/onnx_session.h"

namespace shrike::vision {

/// Describes faces: dlib's recognition network in the form that npm's @vladmandic/face-api carries.
/// Thread-safe.
class FaceRecognizer {
 public:
  /// Throws Error "Model.Missing", "Model.Invalid" and "Model.EngineMissing" (Reject).
  explicit FaceRecognizer(const ModelFiles& files);

  /// Throws Error "Model.Failed" (Bug).
  [[nodiscard]] FaceDescriptor describe(const FrameSampler& picture, const FaceMesh& mesh) const;

 private:
  OnnxSession session_;
};

}  // namespace shrike::vision
