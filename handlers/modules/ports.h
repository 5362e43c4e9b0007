#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/rekognition.h"
#include "handlers/aws/s3.h"
#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"

namespace shrike {

/// What the modules ask of the world, so that tests can decide what it answers. Contracts and
/// errors are those of the classes named; handlers/pipeline/adapters.h connects the two.
class Port {
 public:
  Port() = default;
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  Port(Port&&) = delete;
  Port& operator=(Port&&) = delete;
  virtual ~Port() = default;
};

/// As S3Client.
class ObjectStore : public Port {
 public:
  virtual ObjectInfo get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                         const std::function<void(std::string_view)>& sink) = 0;
  [[nodiscard]] virtual ObjectInfo head(const ObjectRef& object, const CallScope& scope) = 0;
  virtual ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                         const PutOptions& options, const CallScope& scope) = 0;
};

/// As RekognitionClient. Called from another thread than the object store, one call at a time.
class LabelDetector : public Port {
 public:
  [[nodiscard]] virtual nlohmann::json detect_labels(const RekognitionImage& image,
                                                     const DetectLabelsOptions& options,
                                                     const CallScope& scope) = 0;
};

/// As the functions of handlers/image. Called from two threads at once.
class ImageLibrary : public Port {
 public:
  [[nodiscard]] virtual ImageFacts inspect(std::string_view bytes) = 0;
  [[nodiscard]] virtual std::uint64_t estimated_decode_bytes(const ImageFacts& facts,
                                                             int largest_side, bool animated) = 0;
  virtual void require_within_budget(const ImageFacts& facts, int largest_side, bool animated,
                                     const DecodeBudget& budget) = 0;
  [[nodiscard]] virtual std::vector<Rendition> make_renditions(
      std::string_view bytes, const ImageFacts& facts, const std::vector<RenditionSpec>& specs) = 0;
  [[nodiscard]] virtual std::string make_detection_jpeg(std::string_view bytes,
                                                        const ImageFacts& facts, int max_side,
                                                        std::size_t max_bytes) = 0;
};

}  // namespace shrike
