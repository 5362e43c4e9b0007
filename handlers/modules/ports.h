#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/dynamodb.h"
#include "handlers/aws/rekognition.h"
#include "handlers/aws/s3.h"
#include "handlers/aws/sns.h"
#include "handlers/aws/step_functions.h"
#include "handlers/image/image_bytes.h"
#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"

namespace shrike {

/// What the modules ask of the world, so that tests can decide what it answers. Contracts and
/// errors are those of the classes named; handlers/pipeline/adapters.h connects the two. Any thread
/// may call them, several at the same time.
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
                         const ObjectSink& sink) = 0;
  [[nodiscard]] virtual ObjectInfo head(const ObjectRef& object, const CallScope& scope) = 0;
  virtual ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                         const PutOptions& options, const CallScope& scope) = 0;
  [[nodiscard]] virtual ListedPage list(const BucketName& bucket, std::string_view prefix,
                                        const std::string& continuation,
                                        const CallScope& scope) = 0;
  virtual void remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
                      const CallScope& scope) = 0;
};

/// As RekognitionClient.
class Recognition : public Port {
 public:
  [[nodiscard]] virtual nlohmann::json detect_labels(const RekognitionImage& image,
                                                     const DetectLabelsOptions& options,
                                                     const CallScope& scope) = 0;
  [[nodiscard]] virtual nlohmann::json detect_faces(const RekognitionImage& image,
                                                    const CallScope& scope) = 0;
  [[nodiscard]] virtual nlohmann::json detect_text(const RekognitionImage& image,
                                                   const CallScope& scope) = 0;
  [[nodiscard]] virtual nlohmann::json detect_moderation_labels(const RekognitionImage& image,
                                                                double min_confidence,
                                                                const CallScope& scope) = 0;
  [[nodiscard]] virtual nlohmann::json compare_faces(const RekognitionImage& source,
                                                     const RekognitionImage& target,
                                                     double similarity_threshold,
                                                     const CallScope& scope) = 0;
};

/// As SnsClient.
class Topic : public Port {
 public:
  virtual std::string publish(const Notification& notification, const CallScope& scope) = 0;
};

/// As DynamoDbClient.
class Table : public Port {
 public:
  virtual UpdatedItem update_item(const nlohmann::json& input, const CallScope& scope) = 0;
};

/// As StepFunctionsClient.
class StateMachine : public Port {
 public:
  virtual StartedExecution start_execution(const ExecutionRequest& request,
                                           const CallScope& scope) = 0;
};

/// As the functions of handlers/image, within the bounds of a DecodeWatch.
class ImageLibrary : public Port {
 public:
  /// Begins what the first image would have to wait for, and returns at once.
  virtual void prepare() = 0;
  [[nodiscard]] virtual ImageFacts inspect(const ImageBytes& bytes) = 0;
  [[nodiscard]] virtual DecodeEstimate estimated_decode(const ImageFacts& facts,
                                                        const DecodePlan& plan) = 0;
  virtual void require_within_budget(const ImageFacts& facts, const DecodePlan& plan,
                                     const DecodeBudget& budget) = 0;
  [[nodiscard]] virtual std::vector<Rendition> make_renditions(
      const ImageBytes& bytes, const ImageFacts& facts,
      const std::vector<RenditionSpec>& specs) = 0;
  [[nodiscard]] virtual std::string make_detection_jpeg(const ImageBytes& bytes,
                                                        const ImageFacts& facts, int max_side,
                                                        std::size_t max_bytes) = 0;
};

}  // namespace shrike
