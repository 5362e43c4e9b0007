#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace shrike {

/// What an image is looked at for: each an operation of Rekognition's of its own.
enum class Detector {
  Labels,      ///< things, scenes and activities: DetectLabels
  Faces,       ///< faces and what they show: DetectFaces
  Text,        ///< words and lines: DetectText
  Moderation,  ///< what not everyone wants to see: DetectModerationLabels
};

inline constexpr std::array kDetectors{Detector::Labels, Detector::Faces, Detector::Text,
                                       Detector::Moderation};

/// As DETECT spells it, and the metadata object: "labels", "faces", "text", "moderation".
[[nodiscard]] std::string_view to_string(Detector detector) noexcept;

/// Nothing for any other name.
[[nodiscard]] std::optional<Detector> detector_named(std::string_view name) noexcept;

}  // namespace shrike
