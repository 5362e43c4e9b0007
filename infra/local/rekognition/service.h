#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "handlers/aws/object_names.h"
#include "infra/local/http_server.h"

namespace shrike::local {

struct RekognitionOptions {
  std::filesystem::path model;                ///< folder with centernet.json and centernet.bin
  std::filesystem::path onnxruntime_library;  ///< libonnxruntime.so
  int threads = 0;                            ///< 0: as many as the machine has cores
  /// Reads an object for Image.S3Object; throws AwsFault of S3 when it cannot.
  std::function<std::string(const ObjectRef&)> read_object;
};

/// Rekognition that looks: the labels come out of the pixels. Models and their engine are loaded at
/// the first picture. Thread-safe.
class RekognitionService {
 public:
  explicit RekognitionService(RekognitionOptions options);
  ~RekognitionService();

  RekognitionService(const RekognitionService&) = delete;
  RekognitionService& operator=(const RekognitionService&) = delete;
  RekognitionService(RekognitionService&&) = delete;
  RekognitionService& operator=(RekognitionService&&) = delete;

  /// JSON 1.1: X-Amz-Target RekognitionService.DetectLabels. Faults become its JSON documents. The
  /// caller has verified the signature and read the body.
  [[nodiscard]] ServerResponse handle(const HttpHeaders& headers, const std::string& body);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
