#pragma once

#include "handlers/modules/detection.h"

namespace shrike {

/// What not everyone wants to see: Rekognition's `ModerationLabels`; none is the good case. Of
/// `min_confidence` percent or more. Throws as DetectionInput::put.
[[nodiscard]] Detection detect_moderation(const DetectionInput& input, double min_confidence,
                                          Recognition& recognition, const CallScope& scope);

/// One warning a moderation label, with its name, what it is a kind of, and its confidence.
void log_moderation(Logger& logger, const ObjectRef& object, const nlohmann::json& labels);

}  // namespace shrike
