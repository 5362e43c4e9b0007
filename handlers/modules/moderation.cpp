#include "handlers/modules/moderation.h"

#include <utility>

#include "handlers/modules/foreign_json.h"

namespace shrike {

Detection detect_moderation(const DetectionInput& input, double min_confidence,
                            Recognition& recognition, const CallScope& scope) {
  auto [answer, source] = input.put([&](const RekognitionImage& image) {
    return recognition.detect_moderation_labels(image, min_confidence, scope);
  });
  return {take_list(answer, "ModerationLabels"), text_at(answer, "ModerationModelVersion"),
          std::move(source)};
}

void log_moderation(Logger& logger, const ObjectRef& object, const nlohmann::json& labels) {
  for (const nlohmann::json& label : labels) {
    if (!label.is_object()) continue;
    logger.warn("Moderation label", {{"name", text_at(label, "Name")},
                                     {"parent", text_at(label, "ParentName")},
                                     {"confidence", rounded_at(label, "Confidence")},
                                     {"key", object.key.str()}});
  }
}

}  // namespace shrike
