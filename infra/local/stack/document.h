#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike::local {

/// Parses JSON of somebody's: at most CloudFormation's 1 MB, nested at most 64 levels deep. Throws
/// Error "Template.Invalid" (Reject).
[[nodiscard]] nlohmann::json parse_document(std::string_view text);

/// Refuses a template that CloudFormation would not take for one, whatever its resources are: other
/// sections or attributes of a resource than there are, a resource without Type, more than 500 of
/// them. Throws Error "Template.Invalid" (Reject) naming the place.
void check_template(const nlohmann::json& document);

}  // namespace shrike::local
