#include "infra/local/lambda/lambda_access.h"

#include <string>

#include "infra/local/iam/request_document.h"
#include "infra/local/lambda/lambda_route.h"

namespace shrike::local {

std::vector<AccessRequest> lambda_access(const ServerRequest& request, std::string_view body,
                                         const ResourceScope& scope) {
  const auto call = parse_call(request.method, request.path, request.query);
  auto name = call.function.name;
  // CreateFunction's path names none.
  if (name.empty()) {
    if (const auto input = parse_object(body)) name = text_member(*input, "FunctionName");
  }
  const auto resource =
      name.empty() ? "*"
                   : function_arn({scope.region, scope.account_id}, name, call.function.qualifier);
  return {{std::string(call.action), resource}};
}

}  // namespace shrike::local
