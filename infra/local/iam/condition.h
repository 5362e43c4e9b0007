#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace shrike::local {

/// What a request says of itself beside action and resource, by condition key in lower case:
/// "s3:prefix", "aws:requestedregion".
using RequestContext = std::map<std::string, std::string>;

enum class Comparison : std::uint8_t { Exact, IgnoringCase, Wildcards, Arn, Presence };

/// One key of one operator of a statement's Condition.
struct Condition {
  Comparison comparison = Comparison::Exact;
  bool negated = false;            ///< StringNotEquals, …: no value may match
  bool holds_when_absent = false;  ///< …IfExists
  std::string key;                 ///< in lower case
  std::vector<std::string> values;
};

/// An operator of a policy document without its key and values: StringEquals, StringLike, ArnLike,
/// Bool, Null and their relatives, also with IfExists. Throws Error "Policy.Invalid" (Reject) for
/// one that is not evaluated here, naming those that are.
[[nodiscard]] Condition condition_of(std::string_view operator_name);

/// As IAM has it: a key that the request does not have fulfils the negated operators alone.
[[nodiscard]] bool is_fulfilled(const Condition& condition, const RequestContext& context);

}  // namespace shrike::local
