#include "infra/local/object_client.h"

#include <chrono>
#include <utility>

#include "runtime/environment.h"

namespace shrike::local {
namespace {

// To a server on this very machine; a photograph takes milliseconds.
constexpr std::chrono::minutes kRequestLimit{1};
constexpr std::uint64_t kMostBytes = 64UL * 1024 * 1024;

Environment environment_of(std::string endpoint, std::string region) {
  return fixed_environment(
      {{"AWS_ENDPOINT_URL", std::move(endpoint)}, {"AWS_REGION", std::move(region)}});
}

}  // namespace

ObjectClient::ObjectClient(std::string endpoint, std::string region, Credentials credentials)
    : credentials_(std::move(credentials)),
      logger_({.format = LogFormat::Text, .level = LogLevel::Warn}, clock_,
              file_descriptor_sink(2)),
      client_(AwsClient(
          "s3", environment_of(std::move(endpoint), std::move(region)), transport_, clock_,
          [] { return 0.5; }, logger_)) {}

void ObjectClient::put(const std::string& bucket, const std::string& key, std::string_view bytes,
                       const std::string& content_type) {
  client_.put(BucketName(bucket), ObjectKey(key), bytes, {.content_type = content_type}, scope());
}

std::string ObjectClient::get(const std::string& bucket, const std::string& key,
                              const std::string& version) {
  std::string bytes;
  client_.get({BucketName(bucket), ObjectKey(key), VersionId(version)}, kMostBytes, scope(),
              [&bytes](const ObjectInfo&, std::string_view piece) { bytes += piece; });
  return bytes;
}

ListedPage ObjectClient::list(const std::string& bucket, const std::string& prefix,
                              const std::string& continuation) {
  return client_.list(BucketName(bucket), prefix, continuation, scope());
}

CallScope ObjectClient::scope() const {
  return {.credentials = credentials_, .trace_id = "", .deadline = clock_.now() + kRequestLimit};
}

}  // namespace shrike::local
