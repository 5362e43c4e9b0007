#include "handlers/modules/foreign_json.h"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;

const json& empty_object() {
  static const json empty = json::object();
  return empty;
}

const json& member(const json& object, const char* name) {
  if (!object.is_object()) return empty_object();
  const auto found = object.find(name);
  return found == object.end() ? empty_object() : *found;
}

}  // namespace

json take_list(json& object, const char* name) {
  if (!member(object, name).is_array()) return json::array();
  return std::move(object[name]);
}

const json& list_at(const json& object, const char* name) {
  static const json none = json::array();
  const json& found = member(object, name);
  return found.is_array() ? found : none;
}

std::string text_at(const json& object, const char* name) {
  const json& found = member(object, name);
  return found.is_string() ? found.get<std::string>() : std::string();
}

double rounded_at(const json& object, const char* name) {
  const json& found = member(object, name);
  return found.is_number() ? std::round(found.get<double>() * 100) / 100 : 0;
}

const json& object_at(const json& object, const char* name) {
  const json& found = member(object, name);
  return found.is_object() ? found : empty_object();
}

}  // namespace shrike
