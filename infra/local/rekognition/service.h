#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "infra/local/http_server.h"
#include "infra/local/rekognition/image_source.h"

namespace shrike::local {

struct RekognitionOptions {
  std::filesystem::path models;               ///< ModelFiles::packages
  std::filesystem::path onnxruntime_library;  ///< libonnxruntime.so
  int threads = 0;                            ///< 0: as many as the machine has cores
};

/// Rekognition that looks: what it says comes out of the pixels. Each model, and the engine that
/// runs them, is loaded at the first picture that needs it. Thread-safe.
class RekognitionService {
 public:
  explicit RekognitionService(const RekognitionOptions& options);
  ~RekognitionService();

  RekognitionService(const RekognitionService&) = delete;
  RekognitionService& operator=(const RekognitionService&) = delete;
  RekognitionService(RekognitionService&&) = delete;
  RekognitionService& operator=(RekognitionService&&) = delete;

  /// JSON 1.1: X-Amz-Target RekognitionService.<operation>. Faults become its JSON documents. The
  /// caller has verified the signature and read the body; `read_object` reads an Image.S3Object
  /// with the rights of whoever sent the request.
  [[nodiscard]] ServerResponse handle(const HttpHeaders& headers, const std::string& body,
                                      const ReadObject& read_object);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
