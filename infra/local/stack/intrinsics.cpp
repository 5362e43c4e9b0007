#include "infra/local/stack/intrinsics.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "infra/local/stack/properties.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// Nothing for AWS::NoValue.
std::optional<json> value_of(const json& value, Lookup& lookup, const std::string& place);

std::string text_of(const json& value, const std::string& place) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  refuse_template(place, "a text is wanted here");
}

const json& arguments_of(const json& argument, std::size_t count, std::string_view function,
                         std::string_view form, const std::string& place) {
  if (!argument.is_array() || argument.size() != count) {
    refuse_template(place, fmt::format("{} takes {}", function, form));
  }
  return argument;
}

std::vector<std::string> texts_of(const json& value, Lookup& lookup, const std::string& place) {
  const auto resolved = resolve(value, lookup, place);
  if (!resolved.is_array()) refuse_template(place, "a list of texts is wanted here");
  std::vector<std::string> texts;
  for (const auto& item : resolved) texts.push_back(text_of(item, place));
  return texts;
}

std::optional<json> ref(const json& argument, Lookup& lookup, const std::string& place) {
  if (!argument.is_string()) refuse_template(place, "Ref takes a name");
  if (argument == "AWS::NoValue") return std::nullopt;
  return lookup.ref(argument.get<std::string>(), place);
}

std::optional<json> get_att(const json& argument, Lookup& lookup, const std::string& place) {
  if (argument.is_string()) {
    const auto text = argument.get<std::string>();
    const auto dot = text.find('.');
    if (dot == std::string::npos) refuse_template(place, "Fn::GetAtt takes name.attribute");
    return lookup.attribute(text.substr(0, dot), text.substr(dot + 1), place);
  }
  arguments_of(argument, 2, "Fn::GetAtt", "[name, attribute]", place);
  if (!argument[0].is_string()) refuse_template(place, "Fn::GetAtt takes [name, attribute]");
  return lookup.attribute(argument[0].get<std::string>(), resolve_text(argument[1], lookup, place),
                          place);
}

/// Puts what `value` gives of each name in the place of its `${name}`.
template <typename Value>
std::string substitute(const std::string& text, const std::string& place, const Value& value) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find("${", at);
    if (open == std::string::npos) return result + text.substr(at);
    const auto close = text.find('}', open);
    if (close == std::string::npos) refuse_template(place, "Fn::Sub has a '${' without its '}'");
    const auto name = text.substr(open + 2, close - open - 2);
    result += text.substr(at, open - at);
    // `${!Literal}` is how a template writes a literal `${Literal}`.
    result += name.starts_with('!') ? "${" + name.substr(1) + "}" : value(name);
    at = close + 1;
  }
  return result;
}

std::optional<json> sub(const json& argument, Lookup& lookup, const std::string& place) {
  const json* text = &argument;
  json variables = json::object();
  if (argument.is_array()) {
    arguments_of(argument, 2, "Fn::Sub", "a text, or [text, {name: value}]", place);
    text = &argument[0];
    variables = argument[1];
  }
  if (!text->is_string() || !variables.is_object()) {
    refuse_template(place, "Fn::Sub takes a text, or [text, {name: value}]");
  }
  return substitute(text->get<std::string>(), place, [&](const std::string& name) {
    if (variables.contains(name)) return resolve_text(variables[name], lookup, place);
    const auto dot = name.find('.');
    if (dot == std::string::npos) return text_of(lookup.ref(name, place), place);
    return lookup.attribute(name.substr(0, dot), name.substr(dot + 1), place);
  });
}

std::optional<json> join(const json& argument, Lookup& lookup, const std::string& place) {
  arguments_of(argument, 2, "Fn::Join", "[delimiter, [values…]]", place);
  if (!argument[0].is_string()) refuse_template(place, "Fn::Join takes [delimiter, [values…]]");
  return fmt::format("{}", fmt::join(texts_of(argument[1], lookup, place),
                                     argument[0].get_ref<const std::string&>()));
}

std::optional<json> split(const json& argument, Lookup& lookup, const std::string& place) {
  arguments_of(argument, 2, "Fn::Split", "[delimiter, text]", place);
  if (!argument[0].is_string() || argument[0].get_ref<const std::string&>().empty()) {
    refuse_template(place, "Fn::Split takes [delimiter, text]");
  }
  const auto& delimiter = argument[0].get_ref<const std::string&>();
  const auto text = resolve_text(argument[1], lookup, place);
  json parts = json::array();
  std::size_t at = 0;
  for (auto end = text.find(delimiter); end != std::string::npos; end = text.find(delimiter, at)) {
    parts.push_back(text.substr(at, end - at));
    at = end + delimiter.size();
  }
  parts.push_back(text.substr(at));
  return parts;
}

std::optional<json> select(const json& argument, Lookup& lookup, const std::string& place) {
  arguments_of(argument, 2, "Fn::Select", "[index, [values…]]", place);
  const auto index = resolve_text(argument[0], lookup, place);
  const auto list = resolve(argument[1], lookup, place);
  if (!list.is_array()) refuse_template(place, "Fn::Select takes [index, [values…]]");
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (std::to_string(i) == index) return list[i];
  }
  refuse_template(place, fmt::format("Fn::Select has no value {} among {}", index, list.size()));
}

std::optional<json> choose(const json& argument, Lookup& lookup, const std::string& place) {
  arguments_of(argument, 3, "Fn::If", "[condition, value, other value]", place);
  if (!argument[0].is_string()) refuse_template(place, "Fn::If takes a condition's name");
  const bool holds = lookup.holds(argument[0].get<std::string>(), place);
  return value_of(argument[holds ? 1 : 2], lookup, place);
}

std::optional<json> find_in_map(const json& argument, Lookup& lookup, const std::string& place) {
  arguments_of(argument, 3, "Fn::FindInMap", "[map, key, second key]", place);
  return lookup.mapped(resolve_text(argument[0], lookup, place),
                       resolve_text(argument[1], lookup, place),
                       resolve_text(argument[2], lookup, place), place);
}

std::optional<json> base64(const json& argument, Lookup& lookup, const std::string& place) {
  const auto text = resolve_text(argument, lookup, place);
  std::vector<unsigned char> encoded(4 * ((text.size() + 2) / 3) + 1);
  const std::vector<unsigned char> bytes(text.begin(), text.end());
  const int length = EVP_EncodeBlock(encoded.data(), bytes.data(), static_cast<int>(bytes.size()));
  return std::string(encoded.begin(), encoded.begin() + length);
}

std::optional<json> import_value(const json&, Lookup&, const std::string& place) {
  refuse_template(place, "Fn::ImportValue takes another stack's output; there is one stack here");
}

using Function = std::optional<json> (*)(const json& argument, Lookup& lookup,
                                         const std::string& place);
constexpr std::array<std::pair<std::string_view, Function>, 10> kFunctions = {
    {{"Ref", &ref},
     {"Fn::GetAtt", &get_att},
     {"Fn::Sub", &sub},
     {"Fn::Join", &join},
     {"Fn::Split", &split},
     {"Fn::Select", &select},
     {"Fn::If", &choose},
     {"Fn::FindInMap", &find_in_map},
     {"Fn::Base64", &base64},
     {"Fn::ImportValue", &import_value}}};

std::optional<json> members_of(const json& value, Lookup& lookup, const std::string& place) {
  json result = json::object();
  for (const auto& [key, member] : value.items()) {
    if (auto resolved = value_of(member, lookup, fmt::format("{}.{}", place, key))) {
      result[key] = std::move(*resolved);
    }
  }
  return result;
}

std::optional<json> items_of(const json& value, Lookup& lookup, const std::string& place) {
  json result = json::array();
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (auto resolved = value_of(value[i], lookup, fmt::format("{}[{}]", place, i))) {
      result.push_back(std::move(*resolved));
    }
  }
  return result;
}

std::optional<json> value_of(const json& value, Lookup& lookup, const std::string& place) {
  if (value.is_object() && value.size() == 1) {
    const auto& name = value.begin().key();
    const auto* function = std::find_if(kFunctions.begin(), kFunctions.end(),
                                        [&](const auto& known) { return known.first == name; });
    if (function != kFunctions.end()) {
      return function->second(value.begin().value(), lookup, place);
    }
    if (name.starts_with("Fn::")) {
      refuse_template(place, fmt::format("{} is not understood here", name));
    }
  }
  if (value.is_object()) return members_of(value, lookup, place);
  if (value.is_array()) return items_of(value, lookup, place);
  return value;
}

}  // namespace

json resolve(const json& value, Lookup& lookup, const std::string& place) {
  return value_of(value, lookup, place).value_or(json());
}

std::string resolve_text(const json& value, Lookup& lookup, const std::string& place) {
  return text_of(resolve(value, lookup, place), place);
}

}  // namespace shrike::local
