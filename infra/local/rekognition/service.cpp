#include "infra/local/rekognition/service.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <thread>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/rekognition/operations.h"
#include "infra/local/uuid.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::string_view kTargetPrefix = "RekognitionService.";

Operation find_operation(std::string_view target) {
  static const std::map<std::string_view, Operation> operations = {
      {"CompareFaces", compare_faces}, {"DetectFaces", detect_faces},
      {"DetectLabels", detect_labels}, {"DetectModerationLabels", detect_moderation_labels},
      {"DetectText", detect_text},
  };
  if (!target.starts_with(kTargetPrefix)) return nullptr;
  const auto found = operations.find(target.substr(kTargetPrefix.size()));
  return found == operations.end() ? nullptr : found->second;
}

ServerResponse answer(int status, const json& document) {
  ServerResponse response;
  response.status = status;
  response.headers.set("Content-Type", "application/x-amz-json-1.1");
  // A message may repeat what a client sent, which need not be UTF-8.
  response.body = document.dump(-1, ' ', false, json::error_handler_t::replace);
  return response;
}

int threads_or_cores(int threads) {
  if (threads > 0) return threads;
  return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
}

}  // namespace

class RekognitionService::Implementation {
 public:
  explicit Implementation(const RekognitionOptions& options)
      : models_({.packages = options.models,
                 .onnxruntime_library = options.onnxruntime_library,
                 .threads = threads_or_cores(options.threads)}) {}

  [[nodiscard]] ServerResponse handle(const HttpHeaders& headers, const std::string& body,
                                      const ReadObject& read_object) {
    Eyes eyes{.images = ImageReader(read_object), .models = models_};
    auto response = perform(headers.find("X-Amz-Target").value_or(""), body, eyes);
    response.headers.set("x-amzn-RequestId", uuid(random_));
    return response;
  }

 private:
  [[nodiscard]] ServerResponse perform(std::string_view target, const std::string& body,
                                       Eyes& eyes) {
    try {
      const auto operation = find_operation(target);
      if (operation == nullptr)
        return fault(400, "UnknownOperationException",
                     fmt::format("The local cloud's Rekognition has no '{}'.", target));
      return answer(200, operation(body, eyes));
    } catch (const AwsFault& error) {
      return fault(error.status(), error.code(), error.message());
    } catch (const Error& error) {
      return fault(500, "InternalServerError", error.message());
    }
  }

  /// The members are those of Rekognition's guide, "Error handling".
  [[nodiscard]] ServerResponse fault(int status, const std::string& code,
                                     const std::string& message) const {
    auto response =
        answer(status,
               {{"__type", code}, {"Code", code}, {"Logref", uuid(random_)}, {"Message", message}});
    response.headers.set("x-amzn-errortype", code);
    return response;
  }

  const RandomBits random_ = random_bits();
  Models models_;
};

RekognitionService::RekognitionService(const RekognitionOptions& options)
    : implementation_(std::make_unique<Implementation>(options)) {}

RekognitionService::~RekognitionService() = default;

ServerResponse RekognitionService::handle(const HttpHeaders& headers, const std::string& body,
                                          const ReadObject& read_object) {
  return implementation_->handle(headers, body, read_object);
}

}  // namespace shrike::local
