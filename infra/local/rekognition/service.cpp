#include "infra/local/rekognition/service.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <variant>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "handlers/image/format.h"
#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "handlers/vision/object_detector.h"
#include "infra/local/aws_fault.h"
#include "infra/local/rekognition/detect_labels_request.h"
#include "infra/local/rekognition/labels.h"
#include "infra/local/uuid.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::string_view kTargetPrefix = "RekognitionService.";

// Rekognition's guide, "Guidelines and quotas".
constexpr std::size_t kMostBytes = 5'242'880;
constexpr std::size_t kMostObjectBytes = std::size_t{15} * 1024 * 1024;
constexpr int kLargestSide = 10'000;
constexpr int kSmallestSide = 80;

AwsFault image_too_large(const std::string& message) {
  return {400, "ImageTooLargeException", message};
}

AwsFault invalid_image_format() {
  return {400, "InvalidImageFormatException", "Request has invalid image format"};
}

ServerResponse answer(int status, const json& document) {
  ServerResponse response;
  response.status = status;
  response.headers.set("Content-Type", "application/x-amz-json-1.1");
  // A message may repeat what a client sent, which need not be UTF-8.
  response.body = document.dump(-1, ' ', false, json::error_handler_t::replace);
  return response;
}

ServerResponse fault(int status, const std::string& code, const std::string& message) {
  auto response = answer(status, {{"__type", code}, {"Message", message}});
  response.headers.set("x-amzn-errortype", code);
  return response;
}

void require_size(const ImageFacts& facts) {
  if (std::max(facts.width, facts.height) > kLargestSide)
    throw image_too_large(
        fmt::format("Input image dimensions {} x {} exceed maximum dimension size of {} pixels",
                    facts.width, facts.height, kLargestSide));
  if (std::min(facts.width, facts.height) < kSmallestSide)
    throw AwsFault(
        400, "InvalidParameterException",
        fmt::format("Input image dimensions {} x {} are below minimum dimension size of {} pixels",
                    facts.width, facts.height, kSmallestSide));
}

/// Upright, JPEG or PNG by content, within the limits.
RgbImage decode(std::string_view bytes) {
  const auto format = sniff(bytes);
  if (format != Format::Jpeg && format != Format::Png) throw invalid_image_format();
  try {
    const auto facts = inspect(bytes);
    require_size(facts);
    return decode_rgb(bytes, facts, vision::ObjectDetector::kInputSide);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Reject) throw;
    throw invalid_image_format();
  }
}

int threads_or_cores(int threads) {
  if (threads > 0) return threads;
  return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
}

}  // namespace

class RekognitionService::Implementation {
 public:
  explicit Implementation(RekognitionOptions options) : options_(std::move(options)) {}

  [[nodiscard]] ServerResponse handle(const HttpHeaders& headers, const std::string& body);
  [[nodiscard]] std::string request_id() const { return uuid(random_); }

 private:
  [[nodiscard]] json detect_labels(std::string_view body) {
    const auto request = parse_detect_labels(body);
    const auto image = decode(image_bytes(request));
    return detect_labels_answer(labels_of(detector().detect(image)), request);
  }

  [[nodiscard]] std::string image_bytes(const DetectLabelsRequest& request) const {
    if (const auto* bytes = std::get_if<std::string>(&request.image)) {
      if (bytes->size() > kMostBytes)
        throw image_too_large(fmt::format("Image bytes exceed the maximum of {}", kMostBytes));
      return *bytes;
    }
    auto bytes = read_object(std::get<ObjectRef>(request.image));
    if (bytes.size() > kMostObjectBytes)
      throw image_too_large(
          fmt::format("Image size is too large, the maximum is {} bytes", kMostObjectBytes));
    return bytes;
  }

  [[nodiscard]] std::string read_object(const ObjectRef& object) const {
    try {
      return options_.read_object(object);
    } catch (const AwsFault&) {
      throw AwsFault(400, "InvalidS3ObjectException",
                     "Unable to get object metadata from S3. Check object key, region and/or "
                     "access permissions.");
    }
  }

  /// A failed load is tried again at the next picture.
  const vision::ObjectDetector& detector() {
    const std::lock_guard lock(loading_);
    if (detector_ == nullptr)
      detector_ = std::make_unique<vision::ObjectDetector>(
          vision::DetectorOptions{.model = options_.model,
                                  .onnxruntime_library = options_.onnxruntime_library,
                                  .threads = threads_or_cores(options_.threads)});
    return *detector_;
  }

  const RekognitionOptions options_;
  const RandomBits random_ = random_bits();
  std::mutex loading_;
  std::unique_ptr<vision::ObjectDetector> detector_;
};

RekognitionService::RekognitionService(RekognitionOptions options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}

RekognitionService::~RekognitionService() = default;

ServerResponse RekognitionService::handle(const HttpHeaders& headers, const std::string& body) {
  auto response = implementation_->handle(headers, body);
  response.headers.set("x-amzn-RequestId", implementation_->request_id());
  return response;
}

ServerResponse RekognitionService::Implementation::handle(const HttpHeaders& headers,
                                                          const std::string& body) {
  try {
    const auto target = headers.find("X-Amz-Target").value_or("");
    if (!target.starts_with(kTargetPrefix) || target.substr(kTargetPrefix.size()) != "DetectLabels")
      return fault(
          400, "UnknownOperationException",
          fmt::format("The local cloud's Rekognition has DetectLabels alone, not '{}'.", target));
    return answer(200, detect_labels(body));
  } catch (const AwsFault& error) {
    return fault(error.status(), error.code(), error.message());
  } catch (const Error& error) {
    return fault(500, "InternalServerError", error.message());
  }
}

}  // namespace shrike::local
