#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/iam/condition.h"

namespace shrike::local {

enum class Effect : std::uint8_t { Allow, Deny };

/// Action or NotAction, Resource or NotResource.
struct PatternList {
  std::vector<std::string> patterns;
  bool negated = false;  ///< everything that none of the patterns names
};

struct PolicyStatement {
  std::string sid;  ///< its Sid, or `#2` for the second statement where it has none
  Effect effect = Effect::Deny;
  PatternList actions;  ///< in lower case
  PatternList resources;
  std::vector<Condition> conditions;  ///< all must be fulfilled
};

/// An identity policy: what its role may do and may not.
struct Policy {
  std::vector<PolicyStatement> statements;
};

/// Reads an identity policy's JSON document. Throws Error "Policy.Invalid" (Reject) for what IAM
/// would not take, and for what cannot be evaluated here and must not pass for evaluated: policy
/// variables (`${aws:username}`) and other condition operators than condition_of() knows.
[[nodiscard]] Policy parse_policy(std::string_view json);

}  // namespace shrike::local
