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

 private:
  AwsClient client_;
};

}  // namespace shrike
