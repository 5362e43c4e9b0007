#include "handlers/vision/object_detector.h"

#include <string>
#include <utility>

#include "handlers/vision/center_peaks.h"
#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

constexpr const char* kInput = "tower_0/images";
/// Of each class how likely it has its centre there, and how far a box reaches from there.
const std::vector<std::string> kOutputs = {"tower_0/keypoints", "tower_0/wh"};

constexpr std::size_t kClasses = 80;
constexpr std::size_t kStride = 4;
constexpr std::size_t kMapSide = ObjectDetector::kInputSide / kStride;

/// Below this a peak is noise: calibrated_confidence gives it next to nothing.
constexpr float kThreshold = 0.1F;
constexpr double kLargestOverlap = 0.5;
constexpr double kLargestCover = 0.8;

}  // namespace

ObjectDetector::ObjectDetector(const ModelFiles& files)
    : session_(files.onnxruntime_library, load_human_model(files, "centernet", kOutputs),
               files.threads) {}

std::vector<Detection> ObjectDetector::detect(const RgbImage& image) const {
  if (image.width <= 0 || image.height <= 0) return {};
  auto input = letterboxed(image, kInputSide);
  const auto maps = session_.run({kInput, {1, 3, kInputSide, kInputSide}}, input.planes, kOutputs);
  if (maps[0].size() != kClasses * kMapSide * kMapSide || maps[1].size() != 4 * kMapSide * kMapSide)
    throw invalid_model("its outputs are not those of a CenterNet for COCO");

  const auto peaks =
      find_peaks({maps[0], maps[1], kClasses, kMapSide, static_cast<float>(kStride)}, kThreshold);
  std::vector<Detection> detections;
  for (const auto& peak : without_duplicates(peaks, kLargestOverlap, kLargestCover)) {
    const Box box = input.to_picture(peak.box.left, peak.box.top, peak.box.right, peak.box.bottom);
    if (box.width > 0 && box.height > 0)
      detections.push_back({peak.class_index, static_cast<double>(peak.score), box});
  }
  return detections;
}

}  // namespace shrike::vision
