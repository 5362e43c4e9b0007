#include "infra/local/cli/run.h"

#include <cstdio>
#include <mutex>
#include <random>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/s3.h"
#include "infra/local/cli/annotate.h"
#include "infra/local/cli/progress.h"
#include "infra/local/cli/results.h"
#include "infra/local/cli/summary.h"
#include "runtime/clock.h"
#include "runtime/error.h"
#include "runtime/http_curl.h"
#include "runtime/log.h"

namespace shrike::local {
namespace {

using nlohmann::json;

// A put to a server on this very machine; a photograph takes milliseconds.
constexpr std::chrono::minutes kRequestLimit{1};

struct Item {
  std::filesystem::path path;
  ObjectKey key;
};

/// The files' names, made different from one another where two files share one.
std::vector<Item> name_items(const std::vector<std::filesystem::path>& images) {
  std::vector<Item> items;
  std::set<std::string> taken;
  for (const auto& path : images) {
    auto key = path.filename().string();
    for (int n = 2; !taken.insert(key).second; ++n)
      key = fmt::format("{}/{}", n, path.filename().string());
    items.push_back({path, ObjectKey(key)});
  }
  return items;
}

/// An ordinary S3 client of the running cloud.
class UserClient {
 public:
  UserClient(const CommandOptions& options, const std::string& endpoint)
      : environment_(
            fixed_environment({{"AWS_ENDPOINT_URL", endpoint}, {"AWS_REGION", options.region}})),
        logger_({.format = LogFormat::Text, .level = LogLevel::Warn}, clock_,
                file_descriptor_sink(2)),
        client_(AwsClient(
            "s3", environment_, transport_, clock_, [] { return 0.5; }, logger_)) {}

  void put(const std::string& bucket, const Item& item) {
    const auto bytes = load_file(item.path);
    client_.put(BucketName(bucket), item.key, bytes, {}, scope());
  }

  json get_json(const std::string& bucket, const std::string& key) {
    std::string text;
    client_.get({BucketName(bucket), ObjectKey(key), {}}, 64U * 1024 * 1024, scope(),
                [&text](std::string_view piece) { text += piece; });
    return json::parse(text);
  }

 private:
  [[nodiscard]] CallScope scope() const {
    return {.credentials = {"test", "test", ""},
            .trace_id = "",
            .deadline = clock_.now() + kRequestLimit};
  }

  SystemClock clock_;
  Environment environment_;
  CurlTransport transport_;
  Logger logger_;
  S3Client client_;
};

/// Where the function that the watched bucket notifies writes, as its environment says.
std::string output_bucket(const Stack& stack) {
  for (const auto& function : stack.functions) {
    const auto bucket = function.environment.find("OUTPUT_BUCKET");
    if (bucket != function.environment.end()) return bucket->second;
  }
  throw Error(ErrorKind::Reject, "Template.Invalid",
              "no function of the template has an OUTPUT_BUCKET");
}

/// The metadata object that the function's answer names; null where it names none.
json metadata_of(const InvocationResult& result, const std::string& bucket, UserClient& client) {
  const auto answer = json::parse(result.payload, nullptr, false);
  const json::json_pointer name("/records/0/metadataKey");
  return answer.contains(name) ? client.get_json(bucket, answer[name]) : json();
}

/// Prints one image's block. True when the image itself was processed.
bool show(const Item& item, const InvocationResult& result, const json& metadata,
          const CommandOptions& options) {
  fmt::print("{}\n", summary(item.key.str(), metadata, result));
  if (result.function_error || !metadata.contains("image") ||
      metadata.value("renditions", json::array()).empty()) {
    return false;
  }
  write_annotated(load_file(item.path), metadata,
                  options.data / "annotated" / (item.key.str() + ".jpg"));
  return true;
}

}  // namespace

int run(const CommandOptions& options) {
  const auto stack = read_stack(options);
  const auto items = name_items(options.images);
  for (const auto& item : items) {
    if (!std::filesystem::is_regular_file(item.path)) {
      throw Error(ErrorKind::Reject, "File.Unreadable",
                  fmt::format("{} cannot be read", item.path.string()));
    }
  }

  SystemClock clock;
  Results results;
  std::mutex output;
  auto settings = cloud_options(options);
  settings.on_event_done = [&](const std::string& event, const InvocationResult& result) {
    results.add(event, result);
  };
  settings.on_log = [&](const std::string& function, std::string_view line) {
    if (!options.verbose) return;
    const std::scoped_lock lock(output);
    fmt::print("[{}] {}\n", function, line);
  };
  const Cloud cloud(std::move(settings), stack, clock);
  UserClient client(options, cloud.endpoint());

  const Progress progress(items.size());
  for (const auto& item : items) client.put(watched_bucket(stack), item);
  for (std::size_t done = 0; done < items.size();) {
    done = results.wait_for_more_than(done);
    progress.show(done);
  }

  const auto results_bucket = output_bucket(stack);
  std::size_t processed = 0;
  for (const auto& item : items) {
    const auto result = *results.find(item.key.str());
    if (show(item, result, metadata_of(result, results_bucket, client), options)) ++processed;
  }
  fmt::print("{} of {} images processed; objects in {}, boxes in {}\n", processed, items.size(),
             (options.data / "buckets").string(), (options.data / "annotated").string());
  return processed == items.size() ? 0 : 1;
}

}  // namespace shrike::local
