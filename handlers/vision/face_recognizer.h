#pragma once

#include <memory>

#include "handlers/vision/face_mesh.h"
#include "handlers/vision/face_similarity.h"
#include "handlers/vision/frame_sampler.h"
#include "handlers/vision/human_models.h"

namespace shrike::vision {

/// Describes faces: dlib's recognition network in the form that npm's @vladmandic/face-api carries.
/// Thread-safe.
class FaceRecognizer {
 public:
  /// Throws Error "Model.Missing", "Model.Invalid" and "Model.EngineMissing" (Reject).
  explicit FaceRecognizer(const ModelFiles& files);
  ~FaceRecognizer();

  FaceRecognizer(const FaceRecognizer&) = delete;
  FaceRecognizer& operator=(const FaceRecognizer&) = delete;
  FaceRecognizer(FaceRecognizer&&) = delete;
  FaceRecognizer& operator=(FaceRecognizer&&) = delete;

  /// Throws Error "Model.Failed" (Bug).
  [[nodiscard]] FaceDescriptor describe(const FrameSampler& picture, const FaceMesh& mesh) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::vision
