#include "infra/local/rekognition/detect_faces_request.h"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/core.h>

#include "infra/local/rekognition/request_members.h"

namespace shrike::local {
namespace {

/// The service's enumeration.
constexpr std::array<std::string_view, 14> kAttributes = {
    "DEFAULT",       "ALL",           "AGE_RANGE", "BEARD",     "EMOTIONS",
    "EYE_DIRECTION", "EYEGLASSES",    "EYES_OPEN", "GENDER",    "MOUTH_OPEN",
    "MUSTACHE",      "FACE_OCCLUDED", "SMILE",     "SUNGLASSES"};

FaceAttributes read_attributes(const Members& request) {
  const auto names = request.list("Attributes");
  for (const auto& name : names)
    if (std::find(kAttributes.begin(), kAttributes.end(), name) == kAttributes.end())
      throw invalid_parameter(fmt::format("Attributes does not know '{}'", name));
  const auto wants = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const bool all = wants("ALL");
  return {.all = all,
          .age_range = all || wants("AGE_RANGE"),
          .gender = all || wants("GENDER"),
          .emotions = all || wants("EMOTIONS")};
}

}  // namespace

DetectFacesRequest parse_detect_faces(std::string_view body) {
  const auto document = parse_request(body);
  const Members request(document, "The request");
  return {.image = read_image_source(request, "Image"), .attributes = read_attributes(request)};
}

}  // namespace shrike::local
