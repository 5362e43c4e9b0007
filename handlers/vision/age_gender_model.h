#pragma once

#include <span>

#include "handlers/vision/face_mesh.h"
#include "handlers/vision/frame_sampler.h"
#include "handlers/vision/human_models.h"
#include "handlers/vision/onnx_session.h"

namespace shrike::vision {

/// Years: the middle 80 % of what the network deems possible.
struct AgeRange {
  int low = 0;
  int high = 0;
};

/// `shares[y]` says how likely it is that the face is y years old. Throws Error "Model.Invalid"
/// (Reject) where none of it is possible.
[[nodiscard]] AgeRange age_range(std::span<const float> shares);

struct AgeAndGender {
  AgeRange age;
  double male = 0;  ///< 0 … 1: how likely the face is called a man's, and not a woman's
};

/// Guesses at age and gender: the network `faceres` of npm's @vladmandic/human. Thread-safe.
class AgeGenderModel {
 public:
  /// Throws Error "Model.Missing", "Model.Invalid" and "Model.EngineMissing" (Reject).
  explicit AgeGenderModel(const ModelFiles& files);

  /// Throws Error "Model.Failed" (Bug).
  [[nodiscard]] AgeAndGender look(const FrameSampler& picture, const FaceMesh& mesh) const;

 private:
  OnnxSession session_;
};

}  // namespace shrike::vision
