#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/stack/scope.h"

namespace shrike::local {

/// The identity policies of the role that `role_arn` names, each a JSON document with its
/// references resolved: its own, and those of the template's AWS::IAM::Policy, RolePolicy and
/// ManagedPolicy resources that are attached to it. Of AWS's managed policies those are known that
/// allow what Lambda itself does for a function: logs, traces, taking messages of its queue.
///
/// Nothing when the template has no such role. Throws Error "Template.Invalid" (Reject) naming the
/// role for another managed policy, for a permissions boundary, and as resolve() does.
[[nodiscard]] std::optional<std::vector<std::string>> policies_of_role(
    const std::string& role_arn, const nlohmann::json& resources, Scope& scope);

}  // namespace shrike::local
