#pragma once

#include <string>
#include <string_view>

namespace shrike::local {

/// IAM's patterns: `*` stands for any text, the empty one and `:` and `/` included, `?` for one
/// character. In time proportional to the product of both lengths, whatever the pattern.
[[nodiscard]] bool matches_wildcards(std::string_view pattern, std::string_view text);

/// The same for ARNs in conditions: each of the six parts for itself, so that no `*` reaches over a
/// `:` but in the last. False where either has fewer parts.
[[nodiscard]] bool matches_arn(std::string_view pattern, std::string_view arn);

}  // namespace shrike::local
