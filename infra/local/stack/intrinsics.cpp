#include "infra/local/stack/intrinsics.h"

#include <fmt/format.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorKind::Reject, "Template.Invalid", fmt::format("{}: {}", place, what));
}

std::string referenced(const References& references, const std::string& name,
                       const std::string& place) {
  const auto found = references.values.find(name);
  if (found == references.values.end()) refuse(place, fmt::format("nothing is called '{}'", name));
  return found->second;
}

std::string attribute(const References& references, const std::string& name,
                      const std::string& attribute_name, const std::string& place) {
  const auto resource = references.attributes.find(name);
  if (resource == references.attributes.end()) {
    refuse(place, fmt::format("nothing is called '{}'", name));
  }
  const auto value = resource->second.find(attribute_name);
  if (value == resource->second.end()) {
    refuse(place, fmt::format("'{}' has no attribute '{}' here", name, attribute_name));
  }
  return value->second;
}

std::string dotted(const References& references, const std::string& name,
                   const std::string& place) {
  const auto dot = name.find('.');
  if (dot == std::string::npos) return referenced(references, name, place);
  return attribute(references, name.substr(0, dot), name.substr(dot + 1), place);
}

std::string get_att(const json& argument, const References& references, const std::string& place) {
  if (argument.is_string()) return dotted(references, argument.get<std::string>(), place);
  if (!argument.is_array() || argument.size() != 2 || !argument[0].is_string() ||
      !argument[1].is_string()) {
    refuse(place, "Fn::GetAtt takes [name, attribute]");
  }
  return attribute(references, argument[0].get<std::string>(), argument[1].get<std::string>(),
                   place);
}

std::string sub(const json& argument, const References& references, const std::string& place) {
  if (!argument.is_string()) refuse(place, "Fn::Sub takes a text here");
  const auto text = argument.get<std::string>();
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find("${", at);
    if (open == std::string::npos) return result + text.substr(at);
    const auto close = text.find('}', open);
    if (close == std::string::npos) refuse(place, "Fn::Sub has a '${' without its '}'");
    const auto name = text.substr(open + 2, close - open - 2);
    result += text.substr(at, open - at);
    // `${!Literal}` is how a template writes a literal `${Literal}`.
    result += name.starts_with('!') ? "${" + name.substr(1) + "}" : dotted(references, name, place);
    at = close + 1;
  }
  return result;
}

std::string join(const json& argument, const References& references, const std::string& place) {
  if (!argument.is_array() || argument.size() != 2 || !argument[0].is_string() ||
      !argument[1].is_array()) {
    refuse(place, "Fn::Join takes [delimiter, [values…]]");
  }
  std::string result;
  for (const auto& part : argument[1]) {
    const auto value = resolve(part, references, place);
    if (!value.is_string()) refuse(place, "Fn::Join joins texts");
    if (&part != &argument[1].front()) result += argument[0].get<std::string>();
    result += value.get<std::string>();
  }
  return result;
}

}  // namespace

json resolve(const json& value, const References& references, const std::string& place) {
  if (value.is_object() && value.size() == 1) {
    const auto& name = value.begin().key();
    const auto& argument = value.begin().value();
    if (name == "Ref") {
      if (!argument.is_string()) refuse(place, "Ref takes a name");
      return referenced(references, argument.get<std::string>(), place);
    }
    if (name == "Fn::GetAtt") return get_att(argument, references, place);
    if (name == "Fn::Sub") return sub(argument, references, place);
    if (name == "Fn::Join") return join(argument, references, place);
    if (name.starts_with("Fn::")) refuse(place, fmt::format("{} is not understood here", name));
  }
  if (value.is_object()) {
    json result = json::object();
    for (const auto& [key, member] : value.items()) {
      result[key] = resolve(member, references, place + "." + key);
    }
    return result;
  }
  if (value.is_array()) {
    json result = json::array();
    for (std::size_t i = 0; i < value.size(); ++i) {
      result.push_back(resolve(value[i], references, fmt::format("{}[{}]", place, i)));
    }
    return result;
  }
  return value;
}

}  // namespace shrike::local
