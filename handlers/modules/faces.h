#pragma once

#include <string>

#include "handlers/modules/detection.h"

namespace shrike {

/// Faces with all their attributes: Rekognition's `FaceDetails`, whose answer names no model.
/// Throws as DetectionInput::put.
[[nodiscard]] Detection detect_faces(const DetectionInput& input, Recognition& recognition,
                                     const CallScope& scope);

/// As which age the face looks, in years, such as "24-32"; empty where Rekognition does not say.
[[nodiscard]] std::string age_range(const nlohmann::json& face);

/// The emotion that Rekognition is surest of, such as "HAPPY"; empty where it names none.
[[nodiscard]] std::string foremost_emotion(const nlohmann::json& face);

/// One line a face: how sure Rekognition is of it, where it is in percent of the upright image's
/// sides, and what it says of age, gender and emotion.
void log_faces(Logger& logger, const ObjectRef& object, const nlohmann::json& faces);

}  // namespace shrike
