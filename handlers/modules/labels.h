#pragma once

#include <string>
#include <vector>

#include "handlers/modules/detection.h"

namespace shrike {

/// Things, scenes and activities: Rekognition's `Labels`. Throws as DetectionInput::put.
[[nodiscard]] Detection detect_labels(const DetectionInput& input,
                                      const DetectLabelsOptions& options, Recognition& recognition,
                                      const CallScope& scope);

/// Their names, those that Rekognition is surest of first.
[[nodiscard]] std::vector<std::string> names_of_labels(const nlohmann::json& labels);

/// One line a label, with its name and confidence.
void log_labels(Logger& logger, const ObjectRef& object, const nlohmann::json& labels);

}  // namespace shrike
