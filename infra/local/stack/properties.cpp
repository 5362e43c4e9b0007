#include "infra/local/stack/properties.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike::local {

using nlohmann::json;

void refuse_template(const std::string& place, const std::string& what) {
  throw Error(ErrorKind::Reject, "Template.Invalid", fmt::format("{}: {}", place, what));
}

namespace {

std::string spelt(const json& value, const std::string& place) {
  if (value.is_structured() || value.is_null()) refuse_template(place, "must be a text");
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

Properties::Properties(json value, std::string place)
    : value_(std::move(value)), place_(std::move(place)) {
  if (value_.is_null()) value_ = json::object();
  if (!value_.is_object()) refuse_template(place_, "must be an object");
}

std::string Properties::text(const std::string& name, const std::string& otherwise) const {
  if (!has(name)) return otherwise;
  return spelt(value_[name], place_ + "." + name);
}

std::string Properties::text(const std::string& name) const {
  auto found = text(name, "");
  if (found.empty()) refuse_template(place_ + "." + name, "is missing");
  return found;
}

bool Properties::flag(const std::string& name) const {
  if (!has(name)) return false;
  const auto& value = value_[name];
  if (value == "true" || value == "false") return value == "true";
  if (!value.is_boolean()) refuse_template(place_ + "." + name, "must be true or false");
  return value.get<bool>();
}

int Properties::whole(const std::string& name, int otherwise, int lowest, int highest) const {
  if (!has(name)) return otherwise;
  const auto text = value_[name].is_string() || value_[name].is_number_integer()
                        ? spelt(value_[name], place_ + "." + name)
                        : "";
  const auto number = parse_number<int>(text);
  if (!number || *number < lowest || *number > highest) {
    refuse_template(place_ + "." + name,
                    fmt::format("must be a whole number, {} to {}", lowest, highest));
  }
  return *number;
}

Properties Properties::object(const std::string& name) const {
  return {has(name) ? value_[name] : json(), place_ + "." + name};
}

std::vector<Properties> Properties::objects(const std::string& name) const {
  if (!has(name)) return {};
  if (!value_[name].is_array()) refuse_template(place_ + "." + name, "must be a list");
  std::vector<Properties> result;
  for (std::size_t i = 0; i < value_[name].size(); ++i) {
    result.emplace_back(value_[name][i], fmt::format("{}.{}[{}]", place_, name, i));
  }
  return result;
}

std::vector<std::string> Properties::list_of_texts(const std::string& name) const {
  if (!has(name)) return {};
  const auto place = place_ + "." + name;
  if (!value_[name].is_array()) return {spelt(value_[name], place)};
  std::vector<std::string> texts;
  for (const auto& item : value_[name]) texts.push_back(spelt(item, place));
  return texts;
}

std::map<std::string, std::string> Properties::texts() const {
  std::map<std::string, std::string> result;
  for (const auto& [name, member] : value_.items()) {
    result[name] = spelt(member, place_ + "." + name);
  }
  return result;
}

void Properties::allow_only(const std::vector<std::string_view>& names) const {
  for (const auto& [name, member] : value_.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      refuse_template(place_ + "." + name,
                      fmt::format("is not understood here; {} are", fmt::join(names, ", ")));
    }
  }
}

}  // namespace shrike::local
