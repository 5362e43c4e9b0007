#include "infra/local/stack/conditions.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/stack/properties.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// Of Fn::And and Fn::Or; AWS CloudFormation User Guide, "Condition functions".
constexpr std::size_t kMaxOperands = 10;

const json& operands_of(const json& argument, std::size_t least, std::size_t most,
                        const std::string& function, const std::string& place) {
  if (!argument.is_array() || argument.size() < least || argument.size() > most) {
    refuse_template(place, fmt::format("{} takes a list of {} to {}", function, least, most));
  }
  return argument;
}

}  // namespace

bool evaluate_condition(const json& condition, Lookup& lookup, const std::string& place) {
  if (!condition.is_object() || condition.size() != 1) {
    refuse_template(place, "must be one function of conditions");
  }
  const auto& function = condition.begin().key();
  const auto& argument = condition.begin().value();
  const auto holds = [&](const json& operand) {
    return evaluate_condition(operand, lookup, place);
  };
  if (function == "Condition" && argument.is_string()) {
    return lookup.holds(argument.get<std::string>(), place);
  }
  if (function == "Fn::Equals") {
    operands_of(argument, 2, 2, function, place);
    return resolve_text(argument[0], lookup, place) == resolve_text(argument[1], lookup, place);
  }
  if (function == "Fn::Not") return !holds(operands_of(argument, 1, 1, function, place)[0]);
  if (function == "Fn::And") {
    const auto& operands = operands_of(argument, 2, kMaxOperands, function, place);
    return std::all_of(operands.begin(), operands.end(), holds);
  }
  if (function == "Fn::Or") {
    const auto& operands = operands_of(argument, 2, kMaxOperands, function, place);
    return std::any_of(operands.begin(), operands.end(), holds);
  }
  refuse_template(place, fmt::format("{} is no function of conditions", function));
}

}  // namespace shrike::local
