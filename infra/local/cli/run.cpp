#include "infra/local/cli/run.h"

#include <cstdio>
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/object_names.h"
#include "infra/local/cli/annotate.h"
#include "infra/local/cli/progress.h"
#include "infra/local/cli/results.h"
#include "infra/local/cli/summary.h"
#include "infra/local/load_file.h"
#include "infra/local/object_client.h"
#include "runtime/clock.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kOutput = "OUTPUT_BUCKET";

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

/// The metadata object that the function's answer names; null where it names none.
json metadata_of(const InvocationResult& result, const std::string& bucket, ObjectClient& client) {
  const auto answer = json::parse(result.payload, nullptr, false);
  const json::json_pointer name("/records/0/metadataKey");
  return answer.contains(name) ? json::parse(client.get(bucket, answer[name])) : json();
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
  const Cloud cloud(std::move(settings), clock);
  const auto& stack = cloud.stack();
  ObjectClient client(cloud.endpoint(), options.region, {"test", "test", ""});

  const Progress progress(items.size());
  for (const auto& item : items) {
    client.put(watched_bucket(stack), item.key.str(), load_file(item.path));
  }
  for (std::size_t done = 0; done < items.size();) {
    done = results.wait_for_more_than(done);
    progress.show(done);
  }

  const auto& results_bucket = function_with(stack, kOutput).environment.at(kOutput);
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
