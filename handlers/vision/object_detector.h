#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "handlers/image/renditions.h"
#include "handlers/vision/letterbox.h"

namespace shrike::vision {

struct DetectorOptions {
  std::filesystem::path model;                ///< folder with centernet.json and centernet.bin
  std::filesystem::path onnxruntime_library;  ///< libonnxruntime.so
  int threads = 1;                            ///< for one picture
};

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
  explicit ObjectDetector(const DetectorOptions& options);
  ~ObjectDetector();

  ObjectDetector(const ObjectDetector&) = delete;
  ObjectDetector& operator=(const ObjectDetector&) = delete;
  ObjectDetector(ObjectDetector&&) = delete;
  ObjectDetector& operator=(ObjectDetector&&) = delete;

  /// What is in the picture, surest first; nothing for an empty picture. Throws Error
  /// "Model.Failed" (Bug).
  [[nodiscard]] std::vector<Detection> detect(const RgbImage& image) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::vision
