#include "handlers/vision/object_detector.h"

#include <string>
#include <utility>

#include "handlers/vision/center_peaks.h"
#include "handlers/vision/model_error.h"
#include "handlers/vision/model_file.h"
#include "handlers/vision/onnx_session.h"
#include "handlers/vision/tfjs_graph.h"
#include "handlers/vision/tfjs_to_onnx.h"

namespace shrike::vision {
namespace {

constexpr const char* kInput = "tower_0/images";
constexpr const char* kKeypoints = "tower_0/keypoints";
constexpr const char* kExtents = "tower_0/wh";

constexpr std::size_t kClasses = 80;
constexpr std::size_t kStride = 4;
constexpr std::size_t kMapSide = ObjectDetector::kInputSide / kStride;

/// Below this a peak is noise: calibrated_confidence gives it next to nothing.
constexpr float kThreshold = 0.1F;
constexpr float kLargestOverlap = 0.5F;
constexpr float kLargestCover = 0.8F;

std::string load_as_onnx(const std::filesystem::path& folder) {
  const auto description = read_model_file(folder / "centernet.json");
  const auto weights = read_model_file(folder / "centernet.bin");
  const auto graph = parse_tfjs_graph(description, weights);
  const std::string outputs[] = {kKeypoints, kExtents};
  return convert_to_onnx(graph, outputs);
}

}  // namespace

class ObjectDetector::Implementation {
 public:
  explicit Implementation(const DetectorOptions& options)
      : session_(options.onnxruntime_library, load_as_onnx(options.model), options.threads) {}

  [[nodiscard]] std::vector<Detection> detect(const RgbImage& image) const {
    auto input = letterboxed(image, kInputSide);
    const auto maps = session_.run({kInput, {1, 3, kInputSide, kInputSide}}, input.planes,
                                   {kKeypoints, kExtents});
    if (maps[0].size() != kClasses * kMapSide * kMapSide ||
        maps[1].size() != 4 * kMapSide * kMapSide)
      throw invalid_model("its outputs are not those of a CenterNet for COCO");

    const auto peaks =
        find_peaks({maps[0], maps[1], kClasses, kMapSide, static_cast<float>(kStride)}, kThreshold);
    std::vector<Detection> detections;
    for (const auto& peak : without_duplicates(peaks, kLargestOverlap, kLargestCover)) {
      const Box box = input.to_picture(static_cast<double>(peak.x0), static_cast<double>(peak.y0),
                                       static_cast<double>(peak.x1), static_cast<double>(peak.y1));
      if (box.width > 0 && box.height > 0)
        detections.push_back({peak.class_index, static_cast<double>(peak.score), box});
    }
    return detections;
  }

 private:
  OnnxSession session_;
};

ObjectDetector::ObjectDetector(const DetectorOptions& options)
    : implementation_(std::make_unique<Implementation>(options)) {}

ObjectDetector::~ObjectDetector() = default;

std::vector<Detection> ObjectDetector::detect(const RgbImage& image) const {
  if (image.width <= 0 || image.height <= 0) return {};
  return implementation_->detect(image);
}

}  // namespace shrike::vision
