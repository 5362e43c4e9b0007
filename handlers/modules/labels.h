#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "handlers/modules/ports.h"
#include "handlers/modules/source_image.h"
#include "runtime/log.h"

namespace shrike {

/// Rekognition's limits ("Guidelines and quotas in Amazon Rekognition").
inline constexpr std::uint64_t kMaxObjectBytesForLabels = 15'728'640;
inline constexpr std::size_t kMaxInlineBytesForLabels = 5'242'880;
inline constexpr int kMinSideForLabels = 80;
inline constexpr int kMaxSideForLabels = 10'000;

/// Longest side of the JPEG that we make for Rekognition. More pixels cost transfer and time, and
/// have not been seen to find more.
inline constexpr int kDetectionSide = 1600;

enum class LabelsRoute {
  S3Object,  ///< Rekognition reads the object from S3 itself: nothing is sent twice
  Bytes,     ///< an upright sRGB JPEG of our own making
};

[[nodiscard]] std::string_view to_string(LabelsRoute route) noexcept;

/// Why the first route was left.
struct LabelsFallback {
  std::string type;
  std::string reason;
};

struct Labels {
  nlohmann::json labels = nlohmann::json::array();  ///< Rekognition's `Labels`, unchanged
  std::string model_version;
  LabelsRoute route = LabelsRoute::S3Object;
  std::uint64_t bytes = 0;  ///< size of what Rekognition looked at
  std::optional<LabelsFallback> fallback;
};

/// S3Object for what Rekognition reads as we do: JPEG and PNG by content, within its limits, under
/// a key that JSON can spell. It turns a JPEG upright by its EXIF, but not a PNG; so that boxes are
/// always those of the upright image, a PNG with an orientation goes as bytes.
[[nodiscard]] LabelsRoute choose_labels_route(const SourceImage& source);

/// Finds out what is in the image. When Rekognition cannot read the object (no permission, another
/// region) or not as it is (a rare kind of JPEG), it gets our own JPEG, once.
///
/// Throws Error: "Image.TooSmall" (Reject) below 80 pixels a side, what the detector throws, and
/// what making the JPEG throws.
[[nodiscard]] Labels detect_labels(const SourceImage& source, const DetectLabelsOptions& options,
                                   ImageLibrary& images, Recognition& recognition,
                                   const CallScope& scope);

/// One line a label, with its name and confidence.
void log_labels(Logger& logger, const ObjectRef& object, const Labels& labels);

}  // namespace shrike
