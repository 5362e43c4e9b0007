#include "infra/local/stack/event_pattern.h"

#include <algorithm>

#include <fmt/format.h>

#include "infra/local/stack/properties.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr int kMaxPatternDepth = 16;

bool is_literal(const json& value) { return !value.is_structured(); }

void check_comparison(const json& comparison, const std::string& place) {
  if (comparison.size() == 1) {
    const auto& name = comparison.begin().key();
    const auto& operand = comparison.begin().value();
    if ((name == "prefix" || name == "suffix") && operand.is_string()) return;
    if (name == "exists" && operand.is_boolean()) return;
    if (name == "anything-but" &&
        (is_literal(operand) ||
         (operand.is_array() && std::all_of(operand.begin(), operand.end(), is_literal)))) {
      return;
    }
  }
  refuse_template(place, fmt::format("the comparison {} is not understood here; prefix, suffix, "
                                     "anything-but and exists are",
                                     comparison.dump()));
}

void check(const json& pattern, const std::string& place, int depth) {
  if (depth > kMaxPatternDepth) refuse_template(place, "is nested too deep");
  if (pattern.empty()) refuse_template(place, "is empty");
  for (const auto& [name, member] : pattern.items()) {
    const auto within = fmt::format("{}.{}", place, name);
    if (member.is_object()) {
      check(member, within, depth + 1);
    } else if (member.is_array() && !member.empty()) {
      for (const auto& value : member) {
        if (value.is_object()) {
          check_comparison(value, within);
        } else if (!is_literal(value)) {
          refuse_template(within, "lists texts, numbers and comparisons");
        }
      }
    } else {
      refuse_template(within, "must be an object or a list of values");
    }
  }
}

bool is_among(const json& value, const json& literals) {
  return literals.is_array() ? std::find(literals.begin(), literals.end(), value) != literals.end()
                             : literals == value;
}

/// `value` is null where the event has no such field, which is not the same as a null in it.
bool fits(const json& wanted, const json* value) {
  if (!wanted.is_object()) return value != nullptr && *value == wanted;
  const auto& name = wanted.begin().key();
  const auto& operand = wanted.begin().value();
  if (name == "exists") return operand.get<bool>() == (value != nullptr);
  if (value == nullptr) return false;
  if (name == "anything-but") return !is_among(*value, operand);
  if (!value->is_string()) return false;
  const auto& text = value->get_ref<const std::string&>();
  const auto& part = operand.get_ref<const std::string&>();
  return name == "prefix" ? text.starts_with(part) : text.ends_with(part);
}

/// A list in the event matches where one of its elements does.
bool any_fits(const json& values, const json* value) {
  return std::any_of(values.begin(), values.end(), [&](const json& wanted) {
    if (value == nullptr || !value->is_array()) return fits(wanted, value);
    return std::any_of(value->begin(), value->end(),
                       [&](const json& element) { return fits(wanted, &element); });
  });
}

bool matches_object(const json& pattern, const json& event) {
  for (const auto& [name, wanted] : pattern.items()) {
    const json* value = event.is_object() && event.contains(name) ? &event[name] : nullptr;
    const bool matched = wanted.is_object()
                             ? matches_object(wanted, value == nullptr ? json::object() : *value)
                             : any_fits(wanted, value);
    if (!matched) return false;
  }
  return true;
}

}  // namespace

EventPattern::EventPattern(std::string_view text, const std::string& place)
    : pattern_(json::parse(text, nullptr, false)) {
  if (!pattern_.is_object()) refuse_template(place, "must be an object");
  check(pattern_, place, 0);
}

bool EventPattern::matches(const json& event) const {
  return event.is_object() && matches_object(pattern_, event);
}

}  // namespace shrike::local
