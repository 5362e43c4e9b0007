#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// Where a function is, as its ARN says.
struct FunctionScope {
  std::string region;
  std::string account_id;
};

/// What a caller named: `name`, `name:qualifier`, `account:function:name[:qualifier]` or
/// `arn:aws:lambda:region:account:function:name[:qualifier]`.
struct FunctionReference {
  std::string name;
  std::string qualifier;  ///< version or alias; empty when none was given
  FunctionScope scope;    ///< empty where the reference did not say
};

/// Nothing when `text` has none of the four forms, or a part is outside what the Invoke API allows:
/// names of A-Z a-z 0-9 - _ up to 64, qualifiers the same up to 128 or `$LATEST`.
[[nodiscard]] std::optional<FunctionReference> parse_function_reference(std::string_view text);

/// Without qualifier when that is empty.
[[nodiscard]] std::string function_arn(const FunctionScope& scope, std::string_view name,
                                       std::string_view qualifier = {});

}  // namespace shrike::local
