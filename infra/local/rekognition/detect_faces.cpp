#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "infra/local/rekognition/detect_faces_request.h"
#include "infra/local/rekognition/face_json.h"
#include "infra/local/rekognition/geometry.h"
#include "infra/local/rekognition/operations.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// The service's names, in Expression's order. CONFUSED is none that the network knows.
constexpr std::array<const char*, vision::kExpressions> kEmotions = {
    "ANGRY", "DISGUSTED", "FEAR", "HAPPY", "SAD", "SURPRISED", "CALM"};

/// Surest first.
json emotions_json(const std::array<double, vision::kExpressions>& shares) {
  json list = json::array();
  for (std::size_t i = 0; i < shares.size(); ++i)
    list.push_back({{"Type", kEmotions[i]}, {"Confidence", percent_of(shares[i])}});
  std::stable_sort(list.begin(), list.end(), [](const json& a, const json& b) {
    return a["Confidence"].get<double>() > b["Confidence"].get<double>();
  });
  return list;
}

void add_age_and_gender(json& detail, const vision::AgeAndGender& guess,
                        const FaceAttributes& wanted) {
  if (wanted.age_range) detail["AgeRange"] = {{"Low", guess.age.low}, {"High", guess.age.high}};
  if (wanted.gender)
    detail["Gender"] = {{"Value", guess.male > 0.5 ? "Male" : "Female"},
                        {"Confidence", percent_of(std::max(guess.male, 1 - guess.male))}};
}

}  // namespace

json detect_faces(std::string_view body, Eyes& eyes) {
  const auto request = parse_detect_faces(body);
  const auto& wanted = request.attributes;
  const FacesInPicture picture(request.image, eyes);
  json details = json::array();
  for (const auto& face : picture.faces()) {
    auto detail =
        face_detail_json(face, picture, wanted.all ? all_landmarks() : default_landmarks());
    if (wanted.age_range || wanted.gender)
      add_age_and_gender(detail, eyes.models.age_gender.get().look(picture.picture(), face.mesh),
                         wanted);
    if (wanted.emotions)
      detail["Emotions"] =
          emotions_json(eyes.models.expressions.get().look(picture.picture(), face.mesh));
    details.push_back(std::move(detail));
  }
  return {{"FaceDetails", std::move(details)}};
}

}  // namespace shrike::local
