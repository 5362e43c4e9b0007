#pragma once

#include "handlers/image/renditions.h"
#include "handlers/vision/human_models.h"
#include "handlers/vision/onnx_session.h"

namespace shrike::vision {

/// How likely a picture is of a class, 0 … 1; the five sum up to 1.
struct ModerationScores {
  double drawing = 0;  ///< drawn, nothing explicit in it
  double hentai = 0;   ///< drawn and explicit
  double neutral = 0;
  double porn = 0;
  double sexy = 0;  ///< suggestive
};

/// Tells unsafe pictures from clean ones with MobileNetV2 (width 1.4), as npm's nsfwjs carries it:
/// a TensorFlow.js graph, run here by ONNX Runtime. Thread-safe.
class ModerationClassifier {
 public:
  /// The side of the square that the network sees, in pixels.
  static constexpr int kInputSide = 224;
  /// A picture larger than this gives the same answer as one scaled down to it.
  static constexpr int kUsefulSide = 2 * kInputSide;

  /// Loads and converts the model. Throws Error "Model.Missing" (Reject) where its files are not
  /// there, "Model.Invalid" and "Model.EngineMissing" (Reject) where it cannot be used.
  explicit ModerationClassifier(const ModelFiles& files);

  /// Of the whole picture (not empty), squeezed into the square, as the network was taught. Throws
  /// Error "Model.Failed" (Bug).
  [[nodiscard]] ModerationScores classify(const RgbImage& image) const;

 private:
  OnnxSession session_;
};

}  // namespace shrike::vision
