#include "tests/unit/pipeline/model_sight.h"

#include <string>
#include <variant>

#include "runtime/error.h"

namespace shrike::fakes {
namespace {

using nlohmann::json;

std::string seen_in(const ModelStore& store, const RekognitionImage& image) {
  if (const auto* object = std::get_if<ObjectRef>(&image)) {
    const auto* version = store.find(*object);
    if (version == nullptr) {
      throw Error(ErrorKind::Reject, "Rekognition.InvalidS3Object", "unable to get it");
    }
    return version->bytes;
  }
  return std::string(std::get<std::string_view>(image).substr(std::string_view("jpeg of ").size()));
}

json one_face() {
  return {{"BoundingBox", {{"Left", 0.1}, {"Top", 0.2}, {"Width", 0.15}, {"Height", 0.25}}},
          {"Confidence", 99.9}};
}

}  // namespace

Format format_of(std::string_view bytes) {
  return bytes.starts_with("dog") ? Format::Png : Format::Jpeg;
}

json ModelFaces::detect_faces(const RekognitionImage& /*image*/, const CallScope& /*scope*/) {
  return {{"FaceDetails", {one_face()}}};
}

json ModelFaces::compare_faces(const RekognitionImage& source, const RekognitionImage& target,
                               double /*similarity_threshold*/, const CallScope& /*scope*/) {
  const bool same = seen_in(store(), source) == seen_in(store(), target);
  return {{"FaceMatches", {{{"Similarity", same ? 99 : 10}, {"Face", one_face()}}}},
          {"UnmatchedFaces", json::array()}};
}

ImageFacts ModelImages::inspect(const ImageBytes& image) {
  ImageFacts seen = ScriptedImages::inspect(image);
  seen.format = format_of(image);
  return seen;
}

}  // namespace shrike::fakes
