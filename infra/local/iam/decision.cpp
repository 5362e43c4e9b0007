#include "infra/local/iam/decision.h"

#include <algorithm>

#include "infra/local/iam/wildcard.h"
#include "infra/local/lower_case.h"

namespace shrike::local {
namespace {

bool names(const PatternList& list, const std::string& text) {
  const bool matched =
      std::any_of(list.patterns.begin(), list.patterns.end(),
                  [&](const std::string& pattern) { return matches_wildcards(pattern, text); });
  return matched != list.negated;
}

bool applies(const PolicyStatement& statement, const std::string& action,
             const AccessRequest& request) {
  return names(statement.actions, action) && names(statement.resources, request.resource) &&
         std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const Condition& each) { return is_fulfilled(each, request.context); });
}

}  // namespace

Decision decide(const std::vector<Policy>& policies, const AccessRequest& request) {
  const auto action = lower_case(request.action);
  Decision decision;
  for (const auto& policy : policies) {
    for (const auto& statement : policy.statements) {
      const bool denies = statement.effect == Effect::Deny;
      if ((!denies && decision.allowed()) || !applies(statement, action, request)) continue;
      if (denies) return {Outcome::DeniedExplicitly, statement.sid};
      decision = {Outcome::Allowed, statement.sid};
    }
  }
  return decision;
}

}  // namespace shrike::local
