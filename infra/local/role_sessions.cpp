#include "infra/local/role_sessions.h"

#include <utility>

namespace shrike::local {

FunctionIdentity identity_of(const StackFunction& function, const RandomBits& random) {
  FunctionIdentity identity{
      .function = function.name,
      .handler = function.handler,
      .role = function.name + "-role",
      .log_group = function.log_group.empty() ? "/aws/lambda/" + function.name : function.log_group,
      .credentials = session_credentials(random),
      .policies = {}};
  if (function.role_policies) {
    identity.policies = parse_role_policies(function.name, *function.role_policies);
  }
  return identity;
}

std::function<void(const std::string&, std::string_view)> noting_logs(
    const AccessControl& access, ResourceScope scope,
    std::function<void(const std::string&, std::string_view)> next) {
  return [&access, scope = std::move(scope), next = std::move(next)](const std::string& function,
                                                                     std::string_view line) {
    if (const auto* caller = access.function_named(function)) {
      const auto streams = scope.arn("logs", "log-group:" + caller->log_group + ":*");
      access.note(*caller, {"logs:CreateLogStream", streams});
      access.note(*caller, {"logs:PutLogEvents", streams});
    }
    if (next) next(function, line);
  };
}

}  // namespace shrike::local
