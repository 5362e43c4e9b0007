#include "handlers/pipeline/adapters.h"

#include <memory>
#include <random>
#include <utility>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

/// Uniform in [0, 1), for the jitter between attempts.
std::function<double()> seeded_random() {
  auto engine = std::make_shared<std::minstd_rand>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>()(*engine); };
}

}  // namespace

template <class Client>
LazyClient<Client>::Connected::Connected(const std::string& service, const AwsWorld& world)
    : transport(world.environment("AWS_CA_BUNDLE").value_or("")),
      client(AwsClient(service, world.environment, transport, world.clock, seeded_random(),
                       world.logger)) {}

template <class Client>
Client& LazyClient<Client>::get() {
  if (!connected_) connected_.emplace(service_, world_);
  return connected_->client;
}

ObjectInfo S3ObjectStore::get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                              const std::function<void(std::string_view)>& sink) {
  return client_.get().get(object, limit, scope, sink);
}

ObjectInfo S3ObjectStore::head(const ObjectRef& object, const CallScope& scope) {
  return client_.get().head(object, scope);
}

ObjectInfo S3ObjectStore::put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                              const PutOptions& options, const CallScope& scope) {
  return client_.get().put(bucket, key, body, options, scope);
}

nlohmann::json RekognitionLabelDetector::detect_labels(const RekognitionImage& image,
                                                       const DetectLabelsOptions& options,
                                                       const CallScope& scope) {
  return client_.get().detect_labels(image, options, scope);
}

ImageFacts VipsImageLibrary::inspect(std::string_view bytes) { return shrike::inspect(bytes); }

std::uint64_t VipsImageLibrary::estimated_decode_bytes(const ImageFacts& facts, int largest_side,
                                                       bool animated) {
  return shrike::estimated_decode_bytes(facts, largest_side, animated);
}

void VipsImageLibrary::require_within_budget(const ImageFacts& facts, int largest_side,
                                             bool animated, const DecodeBudget& budget) {
  shrike::require_within_budget(facts, largest_side, animated, budget);
}

std::vector<Rendition> VipsImageLibrary::make_renditions(std::string_view bytes,
                                                         const ImageFacts& facts,
                                                         const std::vector<RenditionSpec>& specs) {
  return shrike::make_renditions(bytes, facts, specs);
}

std::string VipsImageLibrary::make_detection_jpeg(std::string_view bytes, const ImageFacts& facts,
                                                  int max_side, std::size_t max_bytes) {
  return shrike::make_detection_jpeg(bytes, facts, max_side, max_bytes);
}

}  // namespace shrike
