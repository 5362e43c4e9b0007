#include "infra/local/rekognition/face_json.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "infra/local/rekognition/geometry.h"

namespace shrike::local {

using nlohmann::json;

json face_json(const vision::Face& face, const vision::FrameSampler& picture) {
  const auto across = [&](double x) { return std::clamp(x / picture.width(), 0.0, 1.0); };
  const auto down = [&](double y) { return std::clamp(y / picture.height(), 0.0, 1.0); };
  const vision::Box box = {across(face.box.left), down(face.box.top),
                           across(face.box.right) - across(face.box.left),
                           down(face.box.bottom) - down(face.box.top)};
  return {{"BoundingBox", bounding_box_json(box)}, {"Confidence", percent_of(face.confidence)}};
}

json face_detail_json(const vision::Face& face, const FacesInPicture& picture,
                      std::span<const Landmark> landmarks) {
  auto detail = face_json(face, picture.picture());
  auto& places = detail["Landmarks"] = json::array();
  for (const auto& landmark : landmarks) {
    const auto place = landmark.place(face.mesh);
    places.push_back({{"Type", landmark.type},
                      {"X", rounded_place(place.x / picture.picture().width())},
                      {"Y", rounded_place(place.y / picture.picture().height())}});
  }
  const auto pose = vision::pose_of(face.mesh);
  detail["Pose"] = {{"Roll", rounded_percent(pose.roll)},
                    {"Yaw", rounded_percent(pose.yaw)},
                    {"Pitch", rounded_percent(pose.pitch)}};
  const auto quality = picture.quality(face);
  detail["Quality"] = {{"Brightness", rounded_percent(quality.brightness)},
                       {"Sharpness", rounded_percent(quality.sharpness)}};
  return detail;
}

}  // namespace shrike::local
