#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "infra/local/rekognition/compare_faces_request.h"
#include "infra/local/rekognition/face_json.h"
#include "infra/local/rekognition/geometry.h"
#include "infra/local/rekognition/operations.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// What a face of the target must have at least. The service does not publish its bars; these are
/// ours: Low leaves out what can hardly be told from its face at all, Medium what is blurred, dark
/// or turned away, High all but good portraits.
struct QualityBar {
  double confidence = 0;  ///< 0 … 1
  double side = 0;        ///< of the box, in pixels
  double brightness = 0;
  double sharpness = 0;
  double yaw = 180;  ///< at most, in degrees
};

QualityBar bar_of(QualityFilter filter) {
  switch (filter) {
    case QualityFilter::Low:
      return {.confidence = 0.8, .side = 24, .brightness = 8, .sharpness = 8, .yaw = 70};
    case QualityFilter::Medium:
      return {.confidence = 0.95, .side = 40, .brightness = 15, .sharpness = 15, .yaw = 50};
    case QualityFilter::High:
      return {.confidence = 0.99, .side = 80, .brightness = 25, .sharpness = 25, .yaw = 30};
    case QualityFilter::None:
      break;
  }
  return {};
}

bool passes(const QualityBar& bar, const vision::Face& face, const FacesInPicture& picture) {
  const auto quality = picture.quality(face);
  return face.confidence >= bar.confidence &&
         std::max(face.box.width(), face.box.height()) >= bar.side &&
         quality.brightness >= bar.brightness && quality.sharpness >= bar.sharpness &&
         std::abs(vision::pose_of(face.mesh).yaw) <= bar.yaw;
}

AwsFault no_face() { return {400, "InvalidParameterException", "Request has invalid parameters"}; }

/// Faces that match best first, all others largest first.
json compared(const vision::Face& source, const FacesInPicture& source_picture,
              const FacesInPicture& target_picture, const CompareFacesRequest& request,
              const vision::FaceRecognizer& recognizer) {
  const auto wanted = recognizer.describe(source_picture.picture(), source.mesh);
  const auto bar = bar_of(request.quality_filter);
  json matches = json::array();
  json others = json::array();
  for (const auto& face : target_picture.faces()) {
    if (request.quality_filter != QualityFilter::None && !passes(bar, face, target_picture))
      continue;
    const auto found = recognizer.describe(target_picture.picture(), face.mesh);
    const auto similarity =
        rounded_percent(vision::similarity_of_distance(vision::face_distance(wanted, found)));
    auto detail = face_detail_json(face, target_picture, default_landmarks());
    if (similarity >= request.similarity_threshold)
      matches.push_back({{"Similarity", similarity}, {"Face", std::move(detail)}});
    else
      others.push_back(std::move(detail));
  }
  std::stable_sort(matches.begin(), matches.end(), [](const json& a, const json& b) {
    return a["Similarity"].get<double>() > b["Similarity"].get<double>();
  });
  return {{"SourceImageFace", face_json(source, source_picture.picture())},
          {"FaceMatches", std::move(matches)},
          {"UnmatchedFaces", std::move(others)}};
}

}  // namespace

json compare_faces(std::string_view body, Eyes& eyes) {
  const auto request = parse_compare_faces(body);
  const FacesInPicture source(request.source, eyes);
  if (source.faces().empty()) throw no_face();
  const FacesInPicture target(request.target, eyes);
  if (target.faces().empty()) throw no_face();
  // The largest face of the source is the one that is meant.
  return compared(source.faces().front(), source, target, request, eyes.models.recognizer.get());
}

}  // namespace shrike::local
