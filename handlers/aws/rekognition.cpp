#include "handlers/aws/rekognition.h"

#include <fmt/format.h>

#include "handlers/aws/json_service.h"
#include "runtime/base64.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// Amazon Rekognition's quota for an image passed as bytes, before base64.
constexpr std::size_t kMaxImageBytes = 5'242'880;

nlohmann::json image_of(const ObjectRef& object) {
  nlohmann::json location = {{"Bucket", object.bucket.str()}, {"Name", object.key.str()}};
  if (!object.version.empty()) location["Version"] = object.version.str();
  return {{"S3Object", std::move(location)}};
}

nlohmann::json image_of(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > kMaxImageBytes) {
    throw Error(
        ErrorKind::Reject, "Rekognition.ImageTooLarge",
        fmt::format("Rekognition takes 1 to {} bytes, not {}", kMaxImageBytes, bytes.size()));
  }
  return {{"Bytes", base64_encode(bytes)}};
}

nlohmann::json image_of(const RekognitionImage& image) {
  return std::visit([](const auto& given) { return image_of(given); }, image);
}

}  // namespace

nlohmann::json RekognitionClient::detect_labels(const RekognitionImage& image,
                                                const DetectLabelsOptions& options,
                                                const CallScope& scope) {
  return call("DetectLabels",
              {{"Image", image_of(image)},
               {"MaxLabels", options.max_labels},
               {"MinConfidence", options.min_confidence}},
              scope);
}

nlohmann::json RekognitionClient::detect_faces(const RekognitionImage& image,
                                               const CallScope& scope) {
  return call("DetectFaces",
              {{"Image", image_of(image)}, {"Attributes", nlohmann::json::array({"ALL"})}}, scope);
}

nlohmann::json RekognitionClient::detect_text(const RekognitionImage& image,
                                              const CallScope& scope) {
  return call("DetectText", {{"Image", image_of(image)}}, scope);
}

nlohmann::json RekognitionClient::detect_moderation_labels(const RekognitionImage& image,
                                                           double min_confidence,
                                                           const CallScope& scope) {
  return call("DetectModerationLabels",
              {{"Image", image_of(image)}, {"MinConfidence", min_confidence}}, scope);
}

nlohmann::json RekognitionClient::compare_faces(const RekognitionImage& source,
                                                const RekognitionImage& target,
                                                double similarity_threshold,
                                                const CallScope& scope) {
  return call("CompareFaces",
              {{"SourceImage", image_of(source)},
               {"TargetImage", image_of(target)},
               {"SimilarityThreshold", similarity_threshold}},
              scope);
}

nlohmann::json RekognitionClient::call(std::string_view operation, const nlohmann::json& input,
                                       const CallScope& scope) {
  return call_json(client_,
                   {.version = "1.1", .target = fmt::format("RekognitionService.{}", operation)},
                   input, scope);
}

}  // namespace shrike
