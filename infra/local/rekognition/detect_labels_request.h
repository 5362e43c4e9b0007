#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/local/rekognition/image_source.h"

namespace shrike::local {

/// Settings.GeneralLabels. A label passes when it, or its category, is included or nothing is, and
/// neither it nor its category is excluded.
struct LabelFilters {
  std::vector<std::string> included_labels = {};
  std::vector<std::string> excluded_labels = {};
  std::vector<std::string> included_categories = {};
  std::vector<std::string> excluded_categories = {};

  [[nodiscard]] bool pass(std::string_view label, std::string_view category) const;
};

struct DetectLabelsRequest {
  ImageSource image;
  std::size_t max_labels = 1000;  ///< at most 1000, the service's limit
  double min_confidence = 55;     ///< percent
  LabelFilters filters;
};

/// Reads the JSON body. Throws AwsFault: SerializationException for what is not JSON or of another
/// type than the service's model says, InvalidParameterException for values out of range.
[[nodiscard]] DetectLabelsRequest parse_detect_labels(std::string_view body);

}  // namespace shrike::local
