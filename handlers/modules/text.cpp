#include "handlers/modules/text.h"

#include <utility>

#include "handlers/modules/foreign_json.h"

namespace shrike {
namespace {

bool is_line(const nlohmann::json& detection) { return text_at(detection, "Type") == "LINE"; }

}  // namespace

Detection detect_text(const DetectionInput& input, Recognition& recognition,
                      const CallScope& scope) {
  auto [answer, source] = input.put(
      [&](const RekognitionImage& image) { return recognition.detect_text(image, scope); });
  return {take_list(answer, "TextDetections"), text_at(answer, "TextModelVersion"),
          std::move(source)};
}

std::vector<std::string> lines_of_text(const nlohmann::json& detections) {
  std::vector<std::string> lines;
  for (const nlohmann::json& detection : detections) {
    if (is_line(detection)) lines.push_back(text_at(detection, "DetectedText"));
  }
  return lines;
}

void log_text(Logger& logger, const ObjectRef& object, const nlohmann::json& detections) {
  for (const nlohmann::json& detection : detections) {
    if (!is_line(detection)) continue;
    logger.info("Text", {{"text", text_at(detection, "DetectedText")},
                         {"confidence", rounded_at(detection, "Confidence")},
                         {"key", object.key.str()}});
  }
}

}  // namespace shrike
