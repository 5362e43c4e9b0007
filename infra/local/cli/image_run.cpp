#include "infra/local/cli/image_run.h"

#include <algorithm>
#include <exception>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "handlers/image/format.h"
#include "infra/local/load_file.h"
#include "infra/local/s3/digest.h"
#include "infra/local/s3/notifications.h"
#include "infra/local/stack/references.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kOutputBucket = "OUTPUT_BUCKET";
constexpr const char* kOutputPrefix = "OUTPUT_PREFIX";
constexpr std::size_t kSniffedBytes = 32;

/// A file that cannot be read is not taken for one that is no image: load_file() will say why.
bool may_be_image(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return true;
  std::string bytes(kSniffedBytes, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return sniff(bytes).has_value();
}

std::string md5_of(std::string_view bytes) {
  Digest digest(Digest::Kind::Md5);
  digest.update(bytes);
  return to_hex(digest.finish());
}

constexpr const char* kPutEvent = "ObjectCreated:Put";

/// Those that tell the function of new objects.
std::vector<StackNotification> notifications_to(const std::string& function,
                                                const StackBucket& bucket) {
  std::vector<StackNotification> found;
  std::copy_if(bucket.notifications.begin(), bucket.notifications.end(), std::back_inserter(found),
               [&](const StackNotification& one) {
                 return name_of(one.target_arn) == function && event_matches(one.event, kPutEvent);
               });
  return found;
}

void require_notification(const std::vector<StackNotification>& notifications,
                          const std::string& key) {
  const auto wanted = std::any_of(
      notifications.begin(), notifications.end(), [&](const StackNotification& notification) {
        return key.starts_with(notification.prefix) && key.ends_with(notification.suffix);
      });
  if (!wanted) {
    throw Error(ErrorKind::Reject, "Notification.Filtered",
                "the stack's notification leaves such keys out");
  }
}

FinishedImage failed(const ObjectKey& key, const std::string& type, const std::string& reason) {
  return {ImageOutcome{.key = key, .kind = OutcomeKind::Failed, .type = type, .reason = reason}};
}

}  // namespace

RunPlaces run_places(const Stack& stack, const std::string& bucket, bool resume) {
  const auto& function = function_with(stack, kOutputBucket);
  const auto prefix = function.environment.find(kOutputPrefix);
  RunPlaces places{.bucket = bucket,
                   .function = function.name,
                   .results = function.environment.at(kOutputBucket),
                   .output_prefix = prefix == function.environment.end() ? "" : prefix->second,
                   .resume = resume};
  if (!bucket.empty()) return places;
  for (const auto& watched : stack.buckets) {
    places.notifications = notifications_to(function.name, watched);
    if (places.notifications.empty()) continue;
    places.bucket = watched.name;
    return places;
  }
  throw Error(ErrorKind::Reject, "Template.Invalid",
              fmt::format("no bucket of the template notifies {} itself: put the images into one "
                          "of `shrike-local up`, or run on a bucket, s3://…",
                          function.name));
}

std::optional<FinishedImage> ImageRun::process(const RunItem& item,
                                               const std::stop_token& give_up) {
  try {
    if (item.file.empty()) return invoke(item);
    return put(item, give_up);
  } catch (const Error& error) {
    return failed(item.key, error.type(), error.message());
  } catch (const std::exception& error) {
    return failed(item.key, "Run.Unforeseen", error.what());
  }
}

std::optional<FinishedImage> ImageRun::put(const RunItem& item, const std::stop_token& give_up) {
  if (item.found && !may_be_image(item.file)) {
    return FinishedImage{ImageOutcome{.key = item.key, .kind = OutcomeKind::NotImage}};
  }
  require_notification(places_.notifications, item.key.str());
  const auto bytes = load_file(item.file);
  if (places_.resume && has_result(item.key, md5_of(bytes))) {
    return FinishedImage{ImageOutcome{.key = item.key, .kind = OutcomeKind::Present}};
  }
  auto done = session_.put_and_wait(client_, places_.bucket, item.key.str(), bytes, give_up);
  if (!done) return std::nullopt;
  auto outcome = read_outcome(item.key, done->result.payload);
  return FinishedImage{std::move(outcome), std::move(done->result)};
}

FinishedImage ImageRun::invoke(const RunItem& item) {
  if (places_.resume && has_result(item.key, item.etag)) {
    return {ImageOutcome{.key = item.key, .kind = OutcomeKind::Present}};
  }
  ObjectEvent event;
  event.name = kPutEvent;
  event.bucket = places_.bucket;
  event.key = item.key.str();
  event.size = item.size;
  event.etag = item.etag;
  const auto answer = session_.services().invoke(
      places_.function, event_json(event, session_.region(), "shrike-local-run"));
  return {read_outcome(item.key, answer)};
}

ImageOutcome ImageRun::read_outcome(const ObjectKey& key, std::string_view answer) {
  auto outcome = outcome_of(key, answer);
  if (!outcome.metadata_key.empty()) {
    outcome.metadata = json::parse(client_.get(places_.results, outcome.metadata_key));
  }
  return outcome;
}

bool ImageRun::has_result(const ObjectKey& key, const std::string& etag) {
  const auto name = fmt::format("{}{}/metadata.json", places_.output_prefix, key.str());
  try {
    const auto metadata = json::parse(client_.get(places_.results, name), nullptr, false);
    return metadata.is_object() && metadata.value("/source/etag"_json_pointer, "") == etag;
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound") return false;
    throw;
  }
}

}  // namespace shrike::local
