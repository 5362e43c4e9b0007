#pragma once

#include <cstddef>
#include <vector>

#include "handlers/image/renditions.h"
#include "handlers/vision/human_models.h"
#include "handlers/vision/letterbox.h"
#include "handlers/vision/onnx_session.h"

namespace shrike::vision {

struct Detection {
  std::size_t class_index = 0;  ///< one of the 80 of COCO, in its own order: 0 is "person"
  double score = 0;             ///< the network's, 0 … 1; see calibrated_confidence
  Box box;
};

/// Finds objects with MobileNetV3-CenterNet, in the form that npm's @vladmandic/human carries it:
/// a TensorFlow.js graph, run here by ONNX Runtime. Thread-safe.
class ObjectDetector {
 public:
  /// The side of the square that a picture is scaled to, in pixels.
  static constexpr int kInputSide = 512;

  /// Loads and converts the model. Throws Error "Model.Missing" (Reject) where its files are not
  /// there, "Model.Invalid" and "Model.EngineMissing" (Reject) where it cannot be used.
  explicit ObjectDetector(const ModelFiles& files);

  /// What is in the picture, surest first; nothing for an empty picture. Throws Error
  /// "Model.Failed" (Bug).
  [[nodiscard]] std::vector<Detection> detect(const RgbImage& image) const;

 private:
  OnnxSession session_;
};

}  // namespace shrike::vision
