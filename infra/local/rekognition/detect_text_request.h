#pragma once

#include <string_view>
#include <vector>

#include "handlers/vision/rotated_box.h"
#include "infra/local/rekognition/image_source.h"

namespace shrike::local {

/// Filters. Sides and places are fractions of the picture's.
struct TextFilters {
  double min_confidence = 80;  ///< percent
  double min_height = 0;       ///< of a word's bounding box
  double min_width = 0;
  /// A word counts where its middle lies in one of these polygons; everywhere where there are none.
  std::vector<std::vector<vision::Point>> regions = {};

  [[nodiscard]] bool in_a_region(vision::Point place) const;
};

struct DetectTextRequest {
  ImageSource image;
  TextFilters filters;
};

/// Reads the JSON body. Throws AwsFault: SerializationException for what is not JSON or of another
/// type than the service's model says, InvalidParameterException for values out of range.
[[nodiscard]] DetectTextRequest parse_detect_text(std::string_view body);

}  // namespace shrike::local
