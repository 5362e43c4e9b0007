#include <algorithm>
#include <array>
#include <random>

#include <fmt/format.h>

#include "infra/local/resource_arn.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/notifications.h"
#include "infra/local/s3/xml.h"

namespace shrike::local {
namespace {

std::string new_id() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

void set_once(std::string& part, const std::string& value, const std::string& name) {
  if (!part.empty()) {
    throw faults::invalid_argument(
        fmt::format("Cannot specify more than one {} rule in a filter.", lower_case(name)),
        "FilterRule.Name", name);
  }
  part = value;
}

void read_rule(pugi::xml_node rule, BucketNotification& notification) {
  if (!rule.child("Name") || !rule.child("Value")) throw faults::malformed_xml();
  const std::string name = text_of(rule, "Name");
  const std::string value = text_of(rule, "Value");
  if (lower_case(name) == "prefix") {
    set_once(notification.prefix, value, name);
  } else if (lower_case(name) == "suffix") {
    set_once(notification.suffix, value, name);
  } else {
    throw faults::invalid_argument("filter rule name must be either prefix or suffix",
                                   "FilterRule.Name", name);
  }
}

void write_rule(XmlWriter& xml, std::string_view name, const std::string& value) {
  if (value.empty()) return;
  xml.open("FilterRule");
  xml.add("Name", name);
  xml.add("Value", value);
  xml.close();
}

/// How the document calls a target: its configuration's element, and the ARN's within it.
struct TargetNames {
  const char* configuration;
  const char* arn;
  std::string_view service;  ///< in the ARN
};

constexpr std::array kTargets = {
    TargetNames{"CloudFunctionConfiguration", "CloudFunction", "lambda"},
    TargetNames{"QueueConfiguration", "Queue", "sqs"},
    TargetNames{"TopicConfiguration", "Topic", "sns"}};

bool is_of_service(const std::string& arn, std::string_view service) {
  const auto parsed = parse_resource_arn(arn);
  return parsed && parsed->service == service;
}

BucketNotification read_target(pugi::xml_node node, const TargetNames& names) {
  BucketNotification notification;
  notification.id = text_of(node, "Id");
  if (notification.id.empty()) notification.id = new_id();
  notification.target_arn = text_of(node, names.arn);
  if (!is_of_service(notification.target_arn, names.service)) {
    throw faults::invalid_argument("The ARN could not be parsed", names.arn,
                                   notification.target_arn);
  }
  for (const pugi::xml_node event : node.children("Event")) {
    notification.events.push_back(text_in(event));
  }
  if (notification.events.empty()) throw faults::malformed_xml();
  for (const pugi::xml_node rule : node.child("Filter").child("S3Key").children("FilterRule")) {
    read_rule(rule, notification);
  }
  return notification;
}

void write_target(XmlWriter& xml, const BucketNotification& notification) {
  const auto* names = std::find_if(kTargets.begin(), kTargets.end(), [&](const auto& candidate) {
    return is_of_service(notification.target_arn, candidate.service);
  });
  xml.open(names->configuration);
  xml.add("Id", notification.id);
  xml.add(names->arn, notification.target_arn);
  for (const std::string& event : notification.events) xml.add("Event", event);
  if (!notification.prefix.empty() || !notification.suffix.empty()) {
    xml.open("Filter");
    xml.open("S3Key");
    write_rule(xml, "Prefix", notification.prefix);
    write_rule(xml, "Suffix", notification.suffix);
    xml.close();
    xml.close();
  }
  xml.close();
}

}  // namespace

NotificationConfiguration read_notifications_xml(std::string_view text) {
  const XmlReader xml(text, "NotificationConfiguration");
  NotificationConfiguration configuration;
  for (const pugi::xml_node node : xml.root().children()) {
    if (node.type() != pugi::node_element) continue;
    const std::string_view name = node.name();
    if (name == "EventBridgeConfiguration") {
      configuration.event_bridge = true;
      continue;
    }
    const auto* names = std::find_if(kTargets.begin(), kTargets.end(), [&](const auto& candidate) {
      return candidate.configuration == name;
    });
    if (names == kTargets.end())
      throw faults::not_implemented("PUT ?notification with a " + std::string(name));
    configuration.targets.push_back(read_target(node, *names));
  }
  return configuration;
}

std::string write_notifications_xml(const NotificationConfiguration& configuration) {
  XmlWriter xml("NotificationConfiguration");
  for (const BucketNotification& notification : configuration.targets) {
    write_target(xml, notification);
  }
  if (configuration.event_bridge) {
    xml.open("EventBridgeConfiguration");
    xml.close();
  }
  return xml.text();
}

}  // namespace shrike::local
