#include "handlers/pipeline/adapters.h"

#include <memory>
#include <random>
#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/modules/parallel.h"

namespace shrike {
namespace {

/// Uniform in [0, 1), for the jitter between attempts.
std::function<double()> seeded_random() {
  auto engine = std::make_shared<std::minstd_rand>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>()(*engine); };
}

}  // namespace

template <class Client>
ClientPool<Client>::Connected::Connected(const std::string& service, const AwsWorld& world)
    : transport(world.environment("AWS_CA_BUNDLE").value_or("")),
      client(AwsClient(service, world.environment, transport, world.clock, seeded_random(),
                       world.logger)) {}

template <class Client>
auto ClientPool<Client>::take() -> std::unique_ptr<Connected> {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      auto connected = std::move(idle_.back());
      idle_.pop_back();
      return connected;
    }
  }
  return std::make_unique<Connected>(service_, world_);
}

template <class Client>
void ClientPool<Client>::give_back(std::unique_ptr<Connected> connected) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(connected));
}

ObjectInfo S3ObjectStore::get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                              const ObjectSink& sink) {
  return clients_.with([&](S3Client& client) { return client.get(object, limit, scope, sink); });
}

ObjectInfo S3ObjectStore::head(const ObjectRef& object, const CallScope& scope) {
  return clients_.with([&](S3Client& client) { return client.head(object, scope); });
}

ObjectInfo S3ObjectStore::put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                              const PutOptions& options, const CallScope& scope) {
  return clients_.with(
      [&](S3Client& client) { return client.put(bucket, key, body, options, scope); });
}

ListedPage S3ObjectStore::list(const BucketName& bucket, std::string_view prefix,
                               const std::string& continuation, const CallScope& scope) {
  return clients_.with(
      [&](S3Client& client) { return client.list(bucket, prefix, continuation, scope); });
}

void S3ObjectStore::remove(const BucketName& bucket, const ObjectKey& key,
                           const std::string& if_match, const CallScope& scope) {
  clients_.with([&](S3Client& client) { client.remove(bucket, key, if_match, scope); });
}

nlohmann::json RekognitionAdapter::detect_labels(const RekognitionImage& image,
                                                 const DetectLabelsOptions& options,
                                                 const CallScope& scope) {
  return clients_.with(
      [&](RekognitionClient& client) { return client.detect_labels(image, options, scope); });
}

nlohmann::json RekognitionAdapter::detect_faces(const RekognitionImage& image,
                                                const CallScope& scope) {
  return clients_.with(
      [&](RekognitionClient& client) { return client.detect_faces(image, scope); });
}

nlohmann::json RekognitionAdapter::detect_text(const RekognitionImage& image,
                                               const CallScope& scope) {
  return clients_.with([&](RekognitionClient& client) { return client.detect_text(image, scope); });
}

nlohmann::json RekognitionAdapter::detect_moderation_labels(const RekognitionImage& image,
                                                            double min_confidence,
                                                            const CallScope& scope) {
  return clients_.with([&](RekognitionClient& client) {
    return client.detect_moderation_labels(image, min_confidence, scope);
  });
}

nlohmann::json RekognitionAdapter::compare_faces(const RekognitionImage& source,
                                                 const RekognitionImage& target,
                                                 double similarity_threshold,
                                                 const CallScope& scope) {
  return clients_.with([&](RekognitionClient& client) {
    return client.compare_faces(source, target, similarity_threshold, scope);
  });
}

std::string SnsTopic::publish(const Notification& notification, const CallScope& scope) {
  return clients_.with([&](SnsClient& client) { return client.publish(notification, scope); });
}

UpdatedItem DynamoDbTable::update_item(const nlohmann::json& input, const CallScope& scope) {
  return clients_.with([&](DynamoDbClient& client) { return client.update_item(input, scope); });
}

StartedExecution StepFunctionsStateMachine::start_execution(const ExecutionRequest& request,
                                                            const CallScope& scope) {
  return clients_.with(
      [&](StepFunctionsClient& client) { return client.start_execution(request, scope); });
}

void VipsImageLibrary::prepare() {
  std::call_once(prepared_, [this] {
    preparing_ = begin_aside([processors = processors_] { load_vips(processors); });
  });
}

ImageFacts VipsImageLibrary::inspect(const ImageBytes& bytes) {
  return watch_.run(bytes, [bytes](const std::stop_token&) { return shrike::inspect(bytes); });
}

DecodeEstimate VipsImageLibrary::estimated_decode(const ImageFacts& facts, const DecodePlan& plan) {
  return shrike::estimated_decode(facts, plan);
}

void VipsImageLibrary::require_within_budget(const ImageFacts& facts, const DecodePlan& plan,
                                             const DecodeBudget& budget) {
  shrike::require_within_budget(facts, plan, budget);
}

std::vector<Rendition> VipsImageLibrary::make_renditions(const ImageBytes& bytes,
                                                         const ImageFacts& facts,
                                                         const std::vector<RenditionSpec>& specs) {
  return decode(bytes, [=](const std::stop_token& stop) {
    return shrike::make_renditions(bytes, facts, specs, stop);
  });
}

std::string VipsImageLibrary::make_detection_jpeg(const ImageBytes& bytes, const ImageFacts& facts,
                                                  int max_side, std::size_t max_bytes) {
  return decode(bytes, [=](const std::stop_token& stop) {
    return shrike::make_detection_jpeg(bytes, facts, max_side, max_bytes, stop);
  });
}

}  // namespace shrike
