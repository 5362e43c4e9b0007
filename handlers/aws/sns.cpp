#include "handlers/aws/sns.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "runtime/percent.h"

namespace shrike {
namespace {

void add_parameter(std::string& form, std::string_view name, std::string_view value) {
  form += fmt::format("&{}={}", name, percent_encode(value, ""));
}

std::string form_of(const Notification& notification) {
  std::string form = "Action=Publish&Version=2010-03-31";
  add_parameter(form, "TopicArn", notification.topic_arn);
  add_parameter(form, "Subject", notification.subject);
  add_parameter(form, "Message", notification.message);
  int entry = 0;
  for (const auto& [name, value] : notification.attributes) {
    const auto prefix = fmt::format("MessageAttributes.entry.{}.", ++entry);
    add_parameter(form, prefix + "Name", name);
    add_parameter(form, prefix + "Value.DataType", "String");
    add_parameter(form, prefix + "Value.StringValue", value);
  }
  return form;
}

}  // namespace

std::string SnsClient::publish(const Notification& notification, const CallScope& scope) {
  const std::string form = form_of(notification);
  HttpRequest request;
  request.method = "POST";
  request.url = "/";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = form;
  const auto answer = client_.call(std::move(request), scope);
  pugi::xml_document document;
  document.load_buffer(answer.body.data(), answer.body.size());
  return document.child("PublishResponse").child("PublishResult").child_value("MessageId");
}

}  // namespace shrike
