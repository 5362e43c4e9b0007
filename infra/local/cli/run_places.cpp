#include "infra/local/cli/run_places.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "infra/local/resource_arn.h"
#include "infra/local/s3/notifications.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

constexpr const char* kOutputBucket = "OUTPUT_BUCKET";
constexpr const char* kOutputPrefix = "OUTPUT_PREFIX";

bool is_function(const std::string& arn, const std::string& name) {
  const auto parsed = parse_resource_arn(arn);
  return parsed && parsed->service == "lambda" && parsed->name() == name;
}

/// Those that tell the function of objects that are put.
std::vector<StackNotification> notifications_to(const std::string& function,
                                                const StackBucket& bucket) {
  std::vector<StackNotification> found;
  std::copy_if(bucket.notifications.begin(), bucket.notifications.end(), std::back_inserter(found),
               [&](const StackNotification& one) {
                 return is_function(one.target_arn, function) &&
                        event_matches(one.event, "ObjectCreated:Put");
               });
  return found;
}

}  // namespace

bool RunPlaces::tell_of(const std::string& key) const {
  return std::any_of(
      notifications.begin(), notifications.end(), [&](const StackNotification& notification) {
        return key.starts_with(notification.prefix) && key.ends_with(notification.suffix);
      });
}

RunPlaces run_places(const Stack& stack, const std::string& bucket) {
  const auto& function = function_with(stack, kOutputBucket);
  const auto prefix = function.environment.find(kOutputPrefix);
  RunPlaces places{.bucket = bucket,
                   .function = function.name,
                   .results = function.environment.at(kOutputBucket),
                   .output_prefix = prefix == function.environment.end() ? "" : prefix->second};
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

}  // namespace shrike::local
