#include "infra/local/rekognition/request_members.h"

#include <algorithm>

#include <fmt/core.h>

namespace shrike::local {

using nlohmann::json;

AwsFault invalid_parameter(const std::string& reason) {
  return {400, "InvalidParameterException", "Request has invalid parameters: " + reason + "."};
}

AwsFault unreadable_request(const std::string& reason) {
  return {400, "SerializationException", reason};
}

json parse_request(std::string_view body) {
  json document = json::parse(body, nullptr, false);
  if (document.is_discarded()) throw unreadable_request("The request is not JSON.");
  return document;
}

Members::Members(const json& object, std::string_view path) : object_(object), path_(path) {
  if (!object.is_object()) throw unreadable_request(fmt::format("{} is not an object.", path));
}

const json* Members::find(const char* name) const {
  const auto found = object_.find(name);
  return found == object_.end() || found->is_null() ? nullptr : &*found;
}

const json* Members::find(const char* name, json::value_t type) const {
  const json* member = find(name);
  if (member != nullptr && member->type() != type)
    throw unreadable_request(fmt::format("{}.{} is of another type.", path_, name));
  return member;
}

std::string Members::text(const char* name) const {
  const json* member = find(name, json::value_t::string);
  return member == nullptr ? std::string() : member->get<std::string>();
}

std::vector<std::string> Members::list(const char* name) const {
  const json* member = find(name, json::value_t::array);
  if (member == nullptr) return {};
  if (!std::all_of(member->begin(), member->end(),
                   [](const json& item) { return item.is_string(); }))
    throw unreadable_request(fmt::format("{}.{} holds something other than text.", path_, name));
  return member->get<std::vector<std::string>>();
}

double Members::percent(const char* name, double otherwise) const {
  return number(name, otherwise, 100);
}

double Members::share(const char* name, double otherwise) const {
  return number(name, otherwise, 1);
}

double Members::number(const char* name, double otherwise, double most) const {
  const json* member = find(name);
  if (member == nullptr) return otherwise;
  if (!member->is_number()) throw unreadable_request(fmt::format("{} is not a number.", name));
  const auto value = member->get<double>();
  if (!(value >= 0 && value <= most))
    throw invalid_parameter(fmt::format("{} must lie between 0 and {}", name, most));
  return value;
}

}  // namespace shrike::local
