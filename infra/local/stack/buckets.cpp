#include <array>
#include <utility>

#include "infra/local/lower_case.h"
#include "infra/local/stack/resources.h"

namespace shrike::local {
namespace {

/// A list of NotificationConfiguration, and the member that names the one to be told.
constexpr std::array<std::pair<const char*, const char*>, 3> kTargets = {
    {{"LambdaConfigurations", "Function"},
     {"QueueConfigurations", "Queue"},
     {"TopicConfigurations", "Topic"}}};

StackNotification read_notification(const Properties& properties, const std::string& target) {
  StackNotification notification{.target_arn = properties.text(target),
                                 .event = properties.text("Event"),
                                 .prefix = "",
                                 .suffix = ""};
  if (!notification.event.starts_with("s3:")) {
    refuse_template(properties.place() + ".Event",
                    "must be an event of S3, such as s3:ObjectCreated:*");
  }
  for (const auto& rule : properties.object("Filter").object("S3Key").objects("Rules")) {
    const auto name = lower_case(rule.text("Name", ""));
    if (name == "prefix") {
      notification.prefix = rule.text("Value", "");
    } else if (name == "suffix") {
      notification.suffix = rule.text("Value", "");
    } else {
      refuse_template(rule.place() + ".Name", "must be prefix or suffix");
    }
  }
  return notification;
}

}  // namespace

StackBucket read_bucket(const std::string& name, const Properties& properties) {
  properties.allow_only({"BucketName", "VersioningConfiguration", "NotificationConfiguration",
                         // These have no counterpart here.
                         "AccessControl", "AnalyticsConfigurations", "BucketEncryption",
                         "CorsConfiguration", "IntelligentTieringConfigurations",
                         "InventoryConfigurations", "LifecycleConfiguration",
                         "LoggingConfiguration", "MetricsConfigurations", "OwnershipControls",
                         "PublicAccessBlockConfiguration", "Tags"});
  StackBucket bucket{.name = name};
  bucket.versioned = properties.object("VersioningConfiguration").text("Status", "") == "Enabled";
  const auto configuration = properties.object("NotificationConfiguration");
  configuration.allow_only({"LambdaConfigurations", "QueueConfigurations", "TopicConfigurations",
                            "EventBridgeConfiguration"});
  for (const auto& [list, target] : kTargets) {
    for (const auto& one : configuration.objects(list)) {
      bucket.notifications.push_back(read_notification(one, target));
    }
  }
  const auto event_bridge = configuration.object("EventBridgeConfiguration");
  // To have the configuration switches it on, as in S3's own API; CloudFormation has a flag in it.
  bucket.event_bridge =
      configuration.has("EventBridgeConfiguration") &&
      (!event_bridge.has("EventBridgeEnabled") || event_bridge.flag("EventBridgeEnabled"));
  return bucket;
}

}  // namespace shrike::local
