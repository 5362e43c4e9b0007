#include "infra/local/s3/notifications.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "infra/local/resource_arn.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/owner.h"

namespace shrike::local {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// Source: S3 User Guide, "Supported event types for SQS, SNS, and Lambda".
constexpr auto kEventTypes =
    std::to_array<std::string_view>({"s3:ObjectCreated:*",
                                     "s3:ObjectCreated:Put",
                                     "s3:ObjectCreated:Post",
                                     "s3:ObjectCreated:Copy",
                                     "s3:ObjectCreated:CompleteMultipartUpload",
                                     "s3:ObjectRemoved:*",
                                     "s3:ObjectRemoved:Delete",
                                     "s3:ObjectRemoved:DeleteMarkerCreated",
                                     "s3:ObjectRestore:*",
                                     "s3:ObjectRestore:Post",
                                     "s3:ObjectRestore:Completed",
                                     "s3:ObjectRestore:Delete",
                                     "s3:ReducedRedundancyLostObject",
                                     "s3:Replication:*",
                                     "s3:LifecycleTransition",
                                     "s3:IntelligentTiering",
                                     "s3:ObjectAcl:Put",
                                     "s3:LifecycleExpiration:*",
                                     "s3:LifecycleExpiration:Delete",
                                     "s3:LifecycleExpiration:DeleteMarkerCreated",
                                     "s3:ObjectTagging:*",
                                     "s3:ObjectTagging:Put",
                                     "s3:ObjectTagging:Delete"});

/// Of event types that S3 knows.
bool patterns_overlap(const std::string& left, const std::string& right) {
  constexpr std::string_view kScheme = "s3:";
  return event_matches(left, std::string_view(right).substr(kScheme.size())) ||
         event_matches(right, std::string_view(left).substr(kScheme.size()));
}

bool overlap(const BucketNotification& left, const BucketNotification& right) {
  const bool prefixes =
      left.prefix.starts_with(right.prefix) || right.prefix.starts_with(left.prefix);
  const bool suffixes = left.suffix.ends_with(right.suffix) || right.suffix.ends_with(left.suffix);
  return prefixes && suffixes &&
         std::any_of(left.events.begin(), left.events.end(), [&](const std::string& event) {
           return std::any_of(
               right.events.begin(), right.events.end(),
               [&](const std::string& other) { return patterns_overlap(event, other); });
         });
}

/// What the configuration calls a target of this ARN; empty where S3 does not notify such.
std::string_view argument_of(const std::string& arn) {
  const auto parsed = parse_resource_arn(arn);
  if (!parsed) return {};
  if (parsed->service == "lambda" && parsed->resource.starts_with("function:")) {
    return "CloudFunction";
  }
  if (parsed->service == "sqs") return "Queue";
  if (parsed->service == "sns") return "Topic";
  return {};
}

void check_target(const BucketNotification& target) {
  const auto argument = argument_of(target.target_arn);
  if (argument.empty()) {
    throw faults::invalid_argument("The ARN could not be parsed", "CloudFunction",
                                   target.target_arn);
  }
  if (target.target_arn.ends_with(".fifo")) {
    throw faults::invalid_argument("FIFO queues and topics are not supported for notifications",
                                   std::string(argument), target.target_arn);
  }
  for (const std::string& event : target.events) {
    if (std::find(kEventTypes.begin(), kEventTypes.end(), event) == kEventTypes.end()) {
      throw faults::invalid_argument("The event is not supported for notifications", "Event",
                                     event);
    }
  }
}

}  // namespace

bool event_matches(std::string_view pattern, std::string_view event_name) {
  constexpr std::string_view kScheme = "s3:";
  if (!pattern.starts_with(kScheme)) return false;
  pattern.remove_prefix(kScheme.size());
  if (pattern.ends_with('*')) return event_name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == event_name;
}

bool wants(const BucketNotification& notification, const ObjectEvent& event) {
  return event.key.starts_with(notification.prefix) && event.key.ends_with(notification.suffix) &&
         std::any_of(
             notification.events.begin(), notification.events.end(),
             [&](const std::string& pattern) { return event_matches(pattern, event.name); });
}

std::string event_json(const ObjectEvent& event, const std::string& region,
                       const std::string& configuration_id) {
  const bool tagging = event.name.starts_with("ObjectTagging:");
  const bool removed = event.name == "ObjectRemoved:Delete";
  const bool marker = event.name == "ObjectRemoved:DeleteMarkerCreated";
  OrderedJson object{{"key", form_encode_key(event.key)}};
  if (!removed && !marker && !tagging) object["size"] = event.size;
  if (!removed) object["eTag"] = event.etag;
  if (!event.version_id.empty()) object["versionId"] = event.version_id;
  if (!tagging) object["sequencer"] = event.sequencer;

  OrderedJson record{
      {"eventVersion", tagging ? "2.3" : "2.1"},
      {"eventSource", "aws:s3"},
      {"awsRegion", region},
      {"eventTime", iso_date(event.time)},
      {"eventName", event.name},
      {"userIdentity", {{"principalId", "AWS:" + event.principal_id}}},
      {"requestParameters", {{"sourceIPAddress", event.source_ip}}},
      {"responseElements", {{"x-amz-request-id", event.request_id}, {"x-amz-id-2", event.host_id}}},
      {"s3",
       {{"s3SchemaVersion", "1.0"},
        {"configurationId", configuration_id},
        {"bucket",
         {{"name", event.bucket},
          {"ownerIdentity", {{"principalId", kOwnerPrincipal}}},
          {"arn", "arn:aws:s3:::" + event.bucket}}},
        {"object", object}}}};
  return OrderedJson{{"Records", OrderedJson::array({record})}}.dump();
}

bool is_queue_or_topic(const BucketNotification& notification) {
  const auto argument = argument_of(notification.target_arn);
  return argument == "Queue" || argument == "Topic";
}

std::string test_event_json(const std::string& bucket, TimePoint time,
                            const std::string& request_id, const std::string& host_id) {
  return OrderedJson{{"Service", "Amazon S3"}, {"Event", "s3:TestEvent"}, {"Time", iso_date(time)},
                     {"Bucket", bucket},       {"RequestId", request_id}, {"HostId", host_id}}
      .dump();
}

void check_notifications(const NotificationConfiguration& configuration) {
  const auto& targets = configuration.targets;
  std::for_each(targets.begin(), targets.end(), check_target);
  for (auto left = targets.begin(); left != targets.end(); ++left) {
    if (std::any_of(std::next(left), targets.end(),
                    [&](const BucketNotification& right) { return overlap(*left, right); })) {
      throw AwsFault(400, "InvalidArgument",
                     "Configurations overlap. Configurations on the same bucket cannot share a "
                     "common event type.");
    }
  }
}

}  // namespace shrike::local
