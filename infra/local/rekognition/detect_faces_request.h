#pragma once

#include <string_view>

#include "infra/local/rekognition/image_source.h"

namespace shrike::local {

/// Which attributes an answer has beside the default ones. Others that the service knows can be
/// asked for and are then absent: nothing here can tell them.
struct FaceAttributes {
  bool all = false;  ///< of the landmarks too, of which five are by default
  bool age_range = false;
  bool gender = false;
  bool emotions = false;
};

struct DetectFacesRequest {
  ImageSource image;
  FaceAttributes attributes;
};

/// Reads the JSON body. Throws AwsFault: SerializationException for what is not JSON or of another
/// type than the service's model says, InvalidParameterException for values out of range.
[[nodiscard]] DetectFacesRequest parse_detect_faces(std::string_view body);

}  // namespace shrike::local
