#include "handlers/modules/labels.h"

#include <utility>

#include "handlers/modules/foreign_json.h"

namespace shrike {

Detection detect_labels(const DetectionInput& input, const DetectLabelsOptions& options,
                        Recognition& recognition, const CallScope& scope) {
  auto [answer, source] = input.put([&](const RekognitionImage& image) {
    return recognition.detect_labels(image, options, scope);
  });
  return {take_list(answer, "Labels"), text_at(answer, "LabelModelVersion"), std::move(source)};
}

std::vector<std::string> names_of_labels(const nlohmann::json& labels) {
  std::vector<std::string> names;
  for (const nlohmann::json& label : labels) {
    std::string name = text_at(label, "Name");
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

void log_labels(Logger& logger, const ObjectRef& object, const nlohmann::json& labels) {
  for (const nlohmann::json& label : labels) {
    if (!label.is_object()) continue;
    logger.info("Label", {{"name", text_at(label, "Name")},
                          {"confidence", rounded_at(label, "Confidence")},
                          {"key", object.key.str()}});
  }
}

}  // namespace shrike
