#include "infra/local/stack/scope.h"

#include <algorithm>

#include <fmt/format.h>

#include "infra/local/stack/conditions.h"
#include "infra/local/stack/parameters.h"
#include "infra/local/stack/properties.h"
#include "infra/local/stack/resource_types.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// Conditions, or names, that need each other one after the other; nobody's template has as many,
/// and each costs stack.
constexpr std::size_t kLongestChain = 32;
/// Of a resource's name: no service takes one as long. It bounds what references make of a
/// template.
constexpr std::size_t kMaxName = 512;

json section(const json& document, const char* name) {
  return Properties(document, "template").object(name).value();
}

}  // namespace

void Chain::enter(const std::string& name, const std::string& place) {
  if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
    refuse_template(place,
                    fmt::format("'{}' needs itself, by way of {}", name, fmt::join(names_, ", ")));
  }
  if (names_.size() >= kLongestChain) {
    refuse_template(place, fmt::format("'{}' needs too many others, one after the other", name));
  }
  names_.push_back(name);
}

ConditionScope::ConditionScope(const json& document, const TemplateContext& context)
    : conditions_(section(document, "Conditions")), mappings_(section(document, "Mappings")) {
  for (auto& [name, value] : parameter_values(section(document, "Parameters"), context)) {
    values_[name] = std::move(value);
  }
  values_["AWS::AccountId"] = context.account_id;
  values_["AWS::NotificationARNs"] = json::array();
  values_["AWS::Partition"] = "aws";
  values_["AWS::Region"] = context.region;
  values_["AWS::StackId"] =
      fmt::format("arn:aws:cloudformation:{}:{}:stack/{}/00000000-0000-0000-0000-000000000000",
                  context.region, context.account_id, context.stack_name);
  values_["AWS::StackName"] = context.stack_name;
  values_["AWS::URLSuffix"] = "amazonaws.com";
}

json ConditionScope::ref(const std::string& name, const std::string& place) {
  const auto found = values_.find(name);
  if (found == values_.end()) refuse_template(place, fmt::format("nothing is called '{}'", name));
  if (found->second.is_null()) {
    refuse_template(place,
                    fmt::format("'{}' is in the SSM parameter store, which is not here", name));
  }
  return found->second;
}

std::string ConditionScope::attribute(const std::string& resource, const std::string& name,
                                      const std::string& place) {
  refuse_template(place, fmt::format("a condition cannot have '{}.{}'", resource, name));
}

bool ConditionScope::holds(const std::string& condition, const std::string& place) {
  if (const auto known = known_.find(condition); known != known_.end()) return known->second;
  if (!conditions_.contains(condition)) {
    refuse_template(place, fmt::format("no condition is called '{}'", condition));
  }
  under_way_.enter(condition, place);
  const bool holds = evaluate_condition(conditions_[condition], *this, "Conditions." + condition);
  under_way_.leave();
  return known_[condition] = holds;
}

json ConditionScope::mapped(const std::string& map, const std::string& top,
                            const std::string& second, const std::string& place) {
  const auto* value = &mappings_;
  for (const auto* key : {&map, &top, &second}) {
    if (!value->is_object() || !value->contains(*key)) {
      refuse_template(place, fmt::format("no mapping has {}.{}.{}", map, top, second));
    }
    value = &(*value)[*key];
  }
  if (value->is_null() || value->is_object()) {
    refuse_template(place, fmt::format("{}.{}.{} is no text and no list", map, top, second));
  }
  return *value;
}

Scope::Scope(const json& document, const TemplateContext& context)
    : resources_(document["Resources"]), context_(context), conditions_(document, context) {}

bool Scope::is_made(const json& item, const std::string& place) {
  const auto condition = item.find("Condition");
  if (condition == item.end()) return true;
  if (!condition->is_string()) refuse_template(place + ".Condition", "must be a condition's name");
  return holds(condition->get<std::string>(), place);
}

std::optional<std::string> Scope::property(const json& resource, const std::string& id,
                                           const char* name) {
  const auto properties = resource.value("Properties", json::object());
  if (!properties.is_object() || !properties.contains(name)) return std::nullopt;
  const auto place = fmt::format("{}.{}", id, name);
  const auto value = resolve(properties[name], *this, place);
  if (value.is_null()) return std::nullopt;
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
    refuse_template(place, "must be a text");
  }
  if (value.get_ref<const std::string&>().size() > kMaxName) {
    refuse_template(place, fmt::format("is longer than {} bytes", kMaxName));
  }
  return value.get<std::string>();
}

const Reference& Scope::reference(const std::string& id, const std::string& place) {
  if (const auto known = references_.find(id); known != references_.end()) return known->second;
  if (!resources_.contains(id)) refuse_template(place, fmt::format("nothing is called '{}'", id));
  const auto& resource = resources_[id];
  if (!is_made(resource, id)) {
    refuse_template(place, fmt::format("'{}' is not made: its condition does not hold", id));
  }
  under_way_.enter(id, place);
  const auto type = resource["Type"].get<std::string>();
  const auto* name_property = name_property_of(type);
  auto name = name_property != nullptr ? property(resource, id, name_property) : std::nullopt;
  if (!name) name = name_for(id, resource);
  const auto path = type.starts_with("AWS::IAM::") ? property(resource, id, "Path") : std::nullopt;
  under_way_.leave();
  return references_[id] =
             reference_to({.type = type, .id = id, .name = *name, .path = path}, context_);
}

json Scope::ref(const std::string& name, const std::string& place) {
  if (conditions_.knows(name)) return conditions_.ref(name, place);
  return reference(name, place).ref;
}

std::string Scope::attribute(const std::string& resource, const std::string& name,
                             const std::string& place) {
  const auto& attributes = reference(resource, place).attributes;
  const auto value = attributes.find(name);
  if (value == attributes.end()) {
    refuse_template(place, fmt::format("'{}' has no attribute '{}' here", resource, name));
  }
  return value->second;
}

bool Scope::holds(const std::string& condition, const std::string& place) {
  return conditions_.holds(condition, place);
}

json Scope::mapped(const std::string& map, const std::string& top, const std::string& second,
                   const std::string& place) {
  return conditions_.mapped(map, top, second, place);
}

}  // namespace shrike::local
