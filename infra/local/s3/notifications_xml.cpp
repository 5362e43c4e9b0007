#include <random>

#include <fmt/format.h>

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

void read_rule(pugi::xml_node rule, FunctionNotification& notification) {
  if (!rule.child("Name") || !rule.child("Value")) throw faults::malformed_xml();
  const std::string name = rule.child_value("Name");
  const std::string value = rule.child_value("Value");
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

}  // namespace

std::vector<FunctionNotification> read_notifications_xml(std::string_view text) {
  const XmlReader xml(text, "NotificationConfiguration");
  std::vector<FunctionNotification> notifications;
  for (const pugi::xml_node node : xml.root().children()) {
    if (node.type() != pugi::node_element) continue;
    if (std::string_view(node.name()) != "CloudFunctionConfiguration") {
      throw faults::not_implemented();
    }
    FunctionNotification notification;
    notification.id = node.child_value("Id");
    if (notification.id.empty()) notification.id = new_id();
    notification.function_arn = node.child_value("CloudFunction");
    for (const pugi::xml_node event : node.children("Event")) {
      notification.events.emplace_back(event.child_value());
    }
    if (notification.events.empty()) throw faults::malformed_xml();
    for (const pugi::xml_node rule : node.child("Filter").child("S3Key").children("FilterRule")) {
      read_rule(rule, notification);
    }
    notifications.push_back(std::move(notification));
  }
  return notifications;
}

std::string write_notifications_xml(const std::vector<FunctionNotification>& notifications) {
  XmlWriter xml("NotificationConfiguration");
  for (const FunctionNotification& notification : notifications) {
    xml.open("CloudFunctionConfiguration");
    xml.add("Id", notification.id);
    xml.add("CloudFunction", notification.function_arn);
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
  return xml.text();
}

}  // namespace shrike::local
