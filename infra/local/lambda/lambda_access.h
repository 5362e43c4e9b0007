#pragma once

#include <string_view>
#include <vector>

#include "infra/local/http_server.h"
#include "infra/local/iam/decision.h"
#include "infra/local/iam/service_access.h"

namespace shrike::local {

/// What a request to Lambda's own API does: lambda:InvokeFunction on the function, for both ways to
/// invoke, and lambda:<Operation> for the others. Throws what parse_call() throws.
[[nodiscard]] std::vector<AccessRequest> lambda_access(const ServerRequest& request,
                                                       std::string_view body,
                                                       const ResourceScope& scope);

}  // namespace shrike::local
