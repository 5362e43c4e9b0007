#pragma once

#include <array>
#include <cstddef>

#include "handlers/vision/face_mesh.h"
#include "handlers/vision/frame_sampler.h"
#include "handlers/vision/human_models.h"
#include "handlers/vision/onnx_session.h"

namespace shrike::vision {

/// What the network tells apart, in its order.
enum class Expression { Angry, Disgusted, Afraid, Happy, Sad, Surprised, Calm };
inline constexpr std::size_t kExpressions = 7;

/// Tells expressions: the network `emotion` of npm's @vladmandic/human. Thread-safe.
class ExpressionModel {
 public:
  /// Throws Error "Model.Missing", "Model.Invalid" and "Model.EngineMissing" (Reject).
  explicit ExpressionModel(const ModelFiles& files);

  /// How likely each Expression is, 0 … 1; together 1. Throws Error "Model.Failed" (Bug).
  [[nodiscard]] std::array<double, kExpressions> look(const FrameSampler& picture,
                                                      const FaceMesh& mesh) const;

 private:
  OnnxSession session_;
};

}  // namespace shrike::vision
