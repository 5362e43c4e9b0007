#include "handlers/modules/compared_faces.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "handlers/modules/foreign_json.h"

namespace shrike {
namespace {

using nlohmann::json;

std::optional<double> number_at(const json& object, const char* name) {
  if (!object.is_object()) return std::nullopt;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

std::optional<FaceBox> box_of(const json& face) {
  if (!face.is_object()) return std::nullopt;
  const auto found = face.find("BoundingBox");
  if (found == face.end()) return std::nullopt;
  const auto left = number_at(*found, "Left");
  const auto top = number_at(*found, "Top");
  const auto width = number_at(*found, "Width");
  const auto height = number_at(*found, "Height");
  if (!left || !top || !width || !height) return std::nullopt;
  return FaceBox{*left, *top, *width, *height};
}

void add_face(std::vector<ComparedFace>& faces, const json& face,
              std::optional<double> similarity) {
  const auto box = box_of(face);
  if (!box) return;
  faces.push_back({*box, number_at(face, "Confidence").value_or(0), similarity});
}

}  // namespace

double overlap(const FaceBox& one, const FaceBox& other) noexcept {
  const double width =
      std::min(one.left + one.width, other.left + other.width) - std::max(one.left, other.left);
  const double height =
      std::min(one.top + one.height, other.top + other.height) - std::max(one.top, other.top);
  if (!(width > 0 && height > 0)) return 0;
  const double shared = width * height;
  const double share = shared / (one.width * one.height + other.width * other.height - shared);
  // Boxes beyond all measure have no area; one that is compared with itself may come to 1 and a
  // bit.
  return std::isfinite(share) ? std::min(share, 1.0) : 0;
}

std::vector<ComparedFace> compared_faces_from(const json& answer) {
  std::vector<ComparedFace> faces;
  for (const json& match : list_at(answer, "FaceMatches")) {
    if (!match.is_object() || !match.contains("Face")) continue;
    add_face(faces, match["Face"], number_at(match, "Similarity"));
  }
  for (const json& face : list_at(answer, "UnmatchedFaces")) add_face(faces, face, std::nullopt);
  return faces;
}

}  // namespace shrike
