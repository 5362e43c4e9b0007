#include "infra/local/iam/condition.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "infra/local/iam/wildcard.h"
#include "infra/local/lower_case.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

struct Operator {
  std::string_view name;
  Comparison comparison;
  bool negated;
};

constexpr auto kOperators = std::to_array<Operator>({
    {"StringEquals", Comparison::Exact, false},
    {"StringNotEquals", Comparison::Exact, true},
    {"StringEqualsIgnoreCase", Comparison::IgnoringCase, false},
    {"StringNotEqualsIgnoreCase", Comparison::IgnoringCase, true},
    {"StringLike", Comparison::Wildcards, false},
    {"StringNotLike", Comparison::Wildcards, true},
    {"Bool", Comparison::IgnoringCase, false},
    {"ArnEquals", Comparison::Arn, false},
    {"ArnLike", Comparison::Arn, false},
    {"ArnNotEquals", Comparison::Arn, true},
    {"ArnNotLike", Comparison::Arn, true},
    {"Null", Comparison::Presence, false},
});

std::string known_operators() {
  std::string names;
  for (const auto& each : kOperators) names += (names.empty() ? "" : ", ") + std::string(each.name);
  return names;
}

bool matches(Comparison comparison, const std::string& wanted, const std::string& actual) {
  switch (comparison) {
    case Comparison::Exact:
      return wanted == actual;
    case Comparison::IgnoringCase:
      return lower_case(wanted) == lower_case(actual);
    case Comparison::Wildcards:
      return matches_wildcards(wanted, actual);
    case Comparison::Arn:
      return matches_arn(wanted, actual);
    case Comparison::Presence:
      break;
  }
  return false;
}

}  // namespace

Condition condition_of(std::string_view operator_name) {
  constexpr std::string_view kIfExists = "IfExists";
  auto name = operator_name;
  const bool if_exists = name.ends_with(kIfExists);
  if (if_exists) name.remove_suffix(kIfExists.size());
  const auto* const found = std::find_if(kOperators.begin(), kOperators.end(),
                                         [&](const Operator& each) { return each.name == name; });
  if (found == kOperators.end() || (if_exists && found->comparison == Comparison::Presence)) {
    throw Error(ErrorKind::Reject, "Policy.Invalid",
                fmt::format("the local cloud does not evaluate the condition operator {}; it has "
                            "{}, and all but Null with IfExists",
                            operator_name, known_operators()));
  }
  return {.comparison = found->comparison,
          .negated = found->negated,
          .holds_when_absent = if_exists || found->negated,
          .key = {},
          .values = {}};
}

bool is_fulfilled(const Condition& condition, const RequestContext& context) {
  const auto found = context.find(condition.key);
  const bool absent = found == context.end();
  if (condition.comparison == Comparison::Presence) {
    return std::find(condition.values.begin(), condition.values.end(), absent ? "true" : "false") !=
           condition.values.end();
  }
  if (absent) return condition.holds_when_absent;
  const bool matched =
      std::any_of(condition.values.begin(), condition.values.end(), [&](const std::string& wanted) {
        return matches(condition.comparison, wanted, found->second);
      });
  return matched != condition.negated;
}

}  // namespace shrike::local
