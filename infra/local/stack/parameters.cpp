#include "infra/local/stack/parameters.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/stack/document.h"
#include "infra/local/stack/parameter_constraints.h"
#include "infra/local/stack/properties.h"

namespace shrike::local {
namespace {

using nlohmann::json;

json list_of(std::string_view text) {
  json items = json::array();
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find(',', at), text.size());
    auto item = text.substr(at, end - at);
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    item.remove_suffix(item.size() - (item.find_last_not_of(' ') + 1));
    items.push_back(item);
    at = end + 1;
  }
  return items;
}

std::string value_given(const std::string& name, const Properties& declared,
                        const TemplateContext& context) {
  for (const auto* given : {&context.parameters, &context.default_parameters}) {
    if (const auto found = given->find(name); found != given->end()) return found->second;
  }
  if (!declared.has("Default")) {
    refuse_template(declared.place(), fmt::format("has no value: --parameter {}=…", name));
  }
  return declared.text("Default", "");
}

json value_of(const std::string& name, const Properties& declared, const TemplateContext& context) {
  const auto type = declared.text("Type");
  // CDK declares its bootstrap's version so, which nothing but a rule of its own reads.
  if (type.starts_with("AWS::SSM::Parameter::")) return {};
  const auto value = value_given(name, declared, context);
  const auto of_list = type == "CommaDelimitedList" || type.starts_with("List<");
  if (!of_list && type != "String" && type != "Number" && !type.starts_with("AWS::")) {
    refuse_template(declared.place() + ".Type",
                    "must be String, Number, CommaDelimitedList, List<Number> or a type of AWS's");
  }
  auto items = of_list ? list_of(value) : json(value);
  const bool numbers = type == "Number" || type == "List<Number>";
  const auto check = [&](const std::string& text) {
    if (numbers) require_number(text, declared);
    require_allowed(text, declared);
  };
  if (of_list) {
    for (const auto& item : items) check(item.get<std::string>());
  } else {
    check(value);
  }
  return items;
}

}  // namespace

std::map<std::string, json> parameter_values(const json& declared, const TemplateContext& context) {
  const Properties all(declared, "Parameters");
  for (const auto& [name, value] : context.parameters) {
    if (!all.has(name)) {
      refuse_template("Parameters", fmt::format("[{}] do not exist in the template", name));
    }
  }
  std::map<std::string, json> values;
  for (const auto& [name, declaration] : all.value().items()) {
    values[name] = value_of(name, {declaration, "Parameters." + name}, context);
  }
  return values;
}

std::map<std::string, std::string> read_parameters_file(std::string_view text) {
  constexpr const char* kPlace = "parameters file";
  const auto parsed = parse_document(text);
  if (parsed.is_object()) return Properties(parsed, kPlace).object("Parameters").texts();
  if (!parsed.is_array()) refuse_template(kPlace, "must be a list or an object");
  std::map<std::string, std::string> values;
  for (const auto& item : parsed) {
    const Properties one(item, kPlace);
    values[one.text("ParameterKey")] = one.text("ParameterValue", "");
  }
  return values;
}

}  // namespace shrike::local
