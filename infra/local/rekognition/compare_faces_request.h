#pragma once

#include <string_view>

#include "infra/local/rekognition/image_source.h"

namespace shrike::local {

/// How well a face of the target must be seen to be compared.
enum class QualityFilter { None, Low, Medium, High };

struct CompareFacesRequest {
  ImageSource source;
  ImageSource target;
  double similarity_threshold = 80;                    ///< percent
  QualityFilter quality_filter = QualityFilter::None;  ///< AUTO is Low
};

/// Reads the JSON body. Throws AwsFault: SerializationException for what is not JSON or of another
/// type than the service's model says, InvalidParameterException for values out of range.
[[nodiscard]] CompareFacesRequest parse_compare_faces(std::string_view body);

}  // namespace shrike::local
