#include "handlers/modules/faces.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "handlers/modules/foreign_json.h"

namespace shrike {
namespace {

using nlohmann::json;

/// "31 % from the left, …" would be long; as CSS has it: left, top, width, height.
std::string place_of(const json& face) {
  const json& box = object_at(face, "BoundingBox");
  const auto percent = [&](const char* name) { return std::round(rounded_at(box, name) * 100); };
  return fmt::format("left {}% top {}% width {}% height {}%", percent("Left"), percent("Top"),
                     percent("Width"), percent("Height"));
}

}  // namespace

Detection detect_faces(const DetectionInput& input, Recognition& recognition,
                       const CallScope& scope) {
  auto [answer, source] = input.put(
      [&](const RekognitionImage& image) { return recognition.detect_faces(image, scope); });
  return {take_list(answer, "FaceDetails"), {}, std::move(source)};
}

std::string age_range(const json& face) {
  const json& range = object_at(face, "AgeRange");
  if (range.empty()) return {};
  return fmt::format("{:.0f}-{:.0f}", rounded_at(range, "Low"), rounded_at(range, "High"));
}

std::string foremost_emotion(const json& face) {
  std::string foremost;
  double surest = -1;
  const auto emotions = face.is_object() ? face.value("Emotions", json::array()) : json::array();
  for (const json& emotion : emotions) {
    if (rounded_at(emotion, "Confidence") <= surest) continue;
    surest = rounded_at(emotion, "Confidence");
    foremost = text_at(emotion, "Type");
  }
  return foremost;
}

void log_faces(Logger& logger, const ObjectRef& object, const json& faces) {
  for (const json& face : faces) {
    if (!face.is_object()) continue;
    json line{{"confidence", rounded_at(face, "Confidence")},
              {"place", place_of(face)},
              {"key", object.key.str()}};
    const auto add = [&](const char* name, std::string value) {
      if (!value.empty()) line[name] = std::move(value);
    };
    add("age", age_range(face));
    add("gender", text_at(object_at(face, "Gender"), "Value"));
    add("emotion", foremost_emotion(face));
    logger.info("Face", line);
  }
}

}  // namespace shrike
