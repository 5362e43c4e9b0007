#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/rekognition/image_source.h"
#include "infra/local/rekognition/models.h"

namespace shrike::local {

/// What the operations look with.
struct Eyes {
  ImageReader images;
  Models& models;
};

/// From the JSON body of a request to that of its answer. Throws AwsFault, and Error of a model
/// that cannot be used.
using Operation = nlohmann::json (*)(std::string_view body, Eyes& eyes);

// A file each, named after it.
[[nodiscard]] nlohmann::json compare_faces(std::string_view body, Eyes& eyes);
[[nodiscard]] nlohmann::json detect_faces(std::string_view body, Eyes& eyes);
[[nodiscard]] nlohmann::json detect_labels(std::string_view body, Eyes& eyes);
[[nodiscard]] nlohmann::json detect_moderation_labels(std::string_view body, Eyes& eyes);
[[nodiscard]] nlohmann::json detect_text(std::string_view body, Eyes& eyes);

}  // namespace shrike::local
