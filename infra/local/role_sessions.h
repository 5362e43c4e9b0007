#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "infra/local/iam/access_control.h"
#include "infra/local/iam/service_access.h"
#include "infra/local/stack/stack.h"

namespace shrike::local {

/// Credentials of its own for each function of the stack, also for one that may do everything: the
/// record of calls says whose they are. The role is called after the function, `<function>-role`:
/// its own name often is CloudFormation's to make. Throws as parse_role_policies() does.
[[nodiscard]] FunctionIdentity identity_of(const StackFunction& function, const RandomBits& random);

/// Notes that Lambda keeps a function's log in the function's name, and hands each line on.
/// `access` outlives it.
[[nodiscard]] std::function<void(const std::string& function, std::string_view line)> noting_logs(
    const AccessControl& access, ResourceScope scope,
    std::function<void(const std::string& function, std::string_view line)> next);

}  // namespace shrike::local
