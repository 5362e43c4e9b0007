#pragma once

#include <string>
#include <vector>

#include "handlers/modules/detection.h"

namespace shrike {

/// Lines and their words: Rekognition's `TextDetections`. Throws as DetectionInput::put.
[[nodiscard]] Detection detect_text(const DetectionInput& input, Recognition& recognition,
                                    const CallScope& scope);

/// The text of the lines, in Rekognition's order, without the words that they are made of.
[[nodiscard]] std::vector<std::string> lines_of_text(const nlohmann::json& detections);

/// One line a line of text, with its confidence.
void log_text(Logger& logger, const ObjectRef& object, const nlohmann::json& detections);

}  // namespace shrike
