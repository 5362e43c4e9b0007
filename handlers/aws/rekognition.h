#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json.hpp>

#include "handlers/aws/client.h"
#include "handlers/aws/object_names.h"

namespace shrike {

/// What Rekognition is to look at: an object it fetches itself (JPEG or PNG, at most 15 MB, read
/// with the caller's rights), or the bytes of a JPEG or PNG (at most 5,242,880).
using RekognitionImage = std::variant<ObjectRef, std::string_view>;

struct DetectLabelsOptions {
  int max_labels = 10;
  double min_confidence = 75;  ///< percent
};

/// Rekognition over its JSON 1.1 protocol. Answers are Rekognition's own JSON, unchanged.
/// Errors: "Rekognition.<Exception without its suffix>", such as "Rekognition.InvalidImageFormat"
/// (Reject); "Service.Throttled" and "Service.Unavailable" (Retry).
class RekognitionClient {
 public:
  explicit RekognitionClient(AwsClient client) : client_(std::move(client)) {}

  /// `{"Labels":[…],"LabelModelVersion":…}`
  [[nodiscard]] nlohmann::json detect_labels(const RekognitionImage& image,
                                             const DetectLabelsOptions& options,
                                             const CallScope& scope);

  /// `{"FaceDetails":[…]}`, at most 100, with all attributes.
  [[nodiscard]] nlohmann::json detect_faces(const RekognitionImage& image, const CallScope& scope);

  /// `{"TextDetections":[…],"TextModelVersion":…}`: lines and words, at most 100 words.
  [[nodiscard]] nlohmann::json detect_text(const RekognitionImage& image, const CallScope& scope);

  /// `{"ModerationLabels":[…],"ModerationModelVersion":…}`; `min_confidence` in percent.
  [[nodiscard]] nlohmann::json detect_moderation_labels(const RekognitionImage& image,
                                                        double min_confidence,
                                                        const CallScope& scope);

  /// `{"SourceImageFace":…,"FaceMatches":[…],"UnmatchedFaces":[…]}`: the largest face of `source`
  /// among up to 100 of `target`; a face matches from `similarity_threshold` percent on.
  /// "Rekognition.InvalidParameter" (Reject) also when one of the two has no face.
  [[nodiscard]] nlohmann::json compare_faces(const RekognitionImage& source,
                                             const RekognitionImage& target,
                                             double similarity_threshold, const CallScope& scope);

 private:
  [[nodiscard]] nlohmann::json call(std::string_view operation, const nlohmann::json& input,
                                    const CallScope& scope);

  AwsClient client_;
};

}  // namespace shrike
