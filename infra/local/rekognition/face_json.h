#pragma once

#include <span>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/rekognition/face_landmarks.h"
#include "infra/local/rekognition/faces_in_picture.h"

namespace shrike::local {

/// BoundingBox and Confidence, which every face of every answer has. The box is cut at the borders
/// of the picture.
[[nodiscard]] nlohmann::json face_json(const vision::Face& face,
                                       const vision::FrameSampler& picture);

/// The same with Landmarks, Pose and Quality: FaceDetail's default attributes, and ComparedFace.
[[nodiscard]] nlohmann::json face_detail_json(const vision::Face& face,
                                              const FacesInPicture& picture,
                                              std::span<const Landmark> landmarks);

}  // namespace shrike::local
