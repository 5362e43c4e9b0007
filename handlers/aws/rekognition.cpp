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

}  // namespace

nlohmann::json RekognitionClient::detect_labels(const RekognitionImage& image,
                                                const DetectLabelsOptions& options,
                                                const CallScope& scope) {
  const nlohmann::json input = {
      {"Image", std::visit([](const auto& given) { return image_of(given); }, image)},
      {"MaxLabels", options.max_labels},
      {"MinConfidence", options.min_confidence}};
  return call_json(client_, {.version = "1.1", .target = "RekognitionService.DetectLabels"}, input,
                   scope);
}

}  // namespace shrike
