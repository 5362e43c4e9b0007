#include "handlers/aws/sns.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "handlers/aws/json_service.h"
#include "runtime/error.h"
#include "runtime/percent.h"

namespace shrike {
namespace {

constexpr std::size_t kMaxSubjectCharacters = 99;

struct Attribute {
  std::string name;
  std::string_view type;
  std::string value;
};

/// A list is a JSON array to SNS.
std::vector<Attribute> attributes_of(const Notification& notification) {
  std::vector<Attribute> attributes;
  for (const auto& [name, value] : notification.attributes) {
    attributes.push_back({name, "String", value});
  }
  for (const auto& [name, values] : notification.lists) {
    attributes.push_back({name, "String.Array", aws_json(values)});
  }
  return attributes;
}

Error invalid(std::string message) {
  return {ErrorKind::Reject, "Notification.Invalid", std::move(message)};
}

bool is_control(char character) {
  return (character >= 0 && character < ' ') || character == '\x7f';
}

std::size_t characters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

void require_valid(const Notification& notification, const std::vector<Attribute>& attributes) {
  // Only for its refusal of what is not UTF-8.
  static_cast<void>(
      aws_json({notification.subject, notification.message, notification.attributes}));
  if (notification.topic_arn.empty()) throw invalid("The notification names no topic");
  if (characters_in(notification.subject) > kMaxSubjectCharacters ||
      std::any_of(notification.subject.begin(), notification.subject.end(), is_control)) {
    throw invalid("A subject has at most 99 characters, none of them control characters");
  }
  std::size_t bytes = notification.message.size();
  for (const auto& [name, type, value] : attributes) {
    if (name.empty() || value.empty()) throw invalid("A message attribute is empty");
    bytes += name.size() + value.size();
  }
  if (notification.message.empty() || bytes > kMaxMessageBytes) {
    throw invalid(fmt::format("A message has 1 to {} bytes, its attributes included, not {}",
                              kMaxMessageBytes, bytes));
  }
}

void add_parameter(std::string& form, std::string_view name, std::string_view value) {
  form += fmt::format("&{}={}", name, percent_encode(value, ""));
}

std::string form_of(const Notification& notification, const std::vector<Attribute>& attributes) {
  std::string form = "Action=Publish&Version=2010-03-31";
  add_parameter(form, "TopicArn", notification.topic_arn);
  if (!notification.subject.empty()) add_parameter(form, "Subject", notification.subject);
  add_parameter(form, "Message", notification.message);
  int entry = 0;
  for (const auto& [name, type, value] : attributes) {
    const auto prefix = fmt::format("MessageAttributes.entry.{}.", ++entry);
    add_parameter(form, prefix + "Name", name);
    add_parameter(form, prefix + "Value.DataType", type);
    add_parameter(form, prefix + "Value.StringValue", value);
  }
  return form;
}

}  // namespace

std::string SnsClient::publish(const Notification& notification, const CallScope& scope) {
  const auto attributes = attributes_of(notification);
  require_valid(notification, attributes);
  const std::string form = form_of(notification, attributes);
  const HttpRequest request{
      .method = "POST",
      .url = "/",
      .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
      .body = form};
  const auto answer = client_.call(request, scope);
  // It is published, whatever the answer looks like: to try again would be a second mail.
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  return document.child("PublishResponse").child("PublishResult").child_value("MessageId");
}

}  // namespace shrike
