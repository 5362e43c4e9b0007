#include "infra/local/lambda/lambda_route.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/invoke_api.h"
#include "infra/local/query.h"
#include "runtime/percent.h"

namespace shrike::local {
namespace {

/// `/{version}/functions/{name}{suffix}`; without a name, what works on no single function. After a
/// suffix that ends with `/` comes a statement's id.
struct Route {
  LambdaOperation operation;
  std::string_view action;
  std::string_view method;
  std::string_view version;
  bool named;
  std::string_view suffix;
};

using Operation = LambdaOperation;

constexpr std::string_view kEventInvoke = "/event-invoke-config";

constexpr std::array kRoutes{
    Route{Operation::Invoke, "lambda:InvokeFunction", "POST", "/2015-03-31", true, "/invocations"},
    Route{Operation::InvokeWithResponseStream, "lambda:InvokeFunction", "POST", "/2021-11-15", true,
          "/response-streaming-invocations"},
    Route{Operation::ListFunctions, "lambda:ListFunctions", "GET", "/2015-03-31", false, ""},
    Route{Operation::GetFunction, "lambda:GetFunction", "GET", "/2015-03-31", true, ""},
    Route{Operation::GetFunctionConfiguration, "lambda:GetFunctionConfiguration", "GET",
          "/2015-03-31", true, "/configuration"},
    Route{Operation::CreateFunction, "lambda:CreateFunction", "POST", "/2015-03-31", false, ""},
    Route{Operation::UpdateFunctionConfiguration, "lambda:UpdateFunctionConfiguration", "PUT",
          "/2015-03-31", true, "/configuration"},
    Route{Operation::UpdateFunctionCode, "lambda:UpdateFunctionCode", "PUT", "/2015-03-31", true,
          "/code"},
    Route{Operation::DeleteFunction, "lambda:DeleteFunction", "DELETE", "/2015-03-31", true, ""},
    Route{Operation::PutFunctionConcurrency, "lambda:PutFunctionConcurrency", "PUT", "/2017-10-31",
          true, "/concurrency"},
    Route{Operation::GetFunctionConcurrency, "lambda:GetFunctionConcurrency", "GET", "/2019-09-30",
          true, "/concurrency"},
    Route{Operation::DeleteFunctionConcurrency, "lambda:DeleteFunctionConcurrency", "DELETE",
          "/2017-10-31", true, "/concurrency"},
    Route{Operation::PutFunctionEventInvokeConfig, "lambda:PutFunctionEventInvokeConfig", "PUT",
          "/2019-09-25", true, kEventInvoke},
    Route{Operation::UpdateFunctionEventInvokeConfig, "lambda:UpdateFunctionEventInvokeConfig",
          "POST", "/2019-09-25", true, kEventInvoke},
    Route{Operation::GetFunctionEventInvokeConfig, "lambda:GetFunctionEventInvokeConfig", "GET",
          "/2019-09-25", true, kEventInvoke},
    Route{Operation::ListFunctionEventInvokeConfigs, "lambda:ListFunctionEventInvokeConfigs", "GET",
          "/2019-09-25", true, "/event-invoke-config/list"},
    Route{Operation::DeleteFunctionEventInvokeConfig, "lambda:DeleteFunctionEventInvokeConfig",
          "DELETE", "/2019-09-25", true, kEventInvoke},
    Route{Operation::AddPermission, "lambda:AddPermission", "POST", "/2015-03-31", true, "/policy"},
    Route{Operation::GetPolicy, "lambda:GetPolicy", "GET", "/2015-03-31", true, "/policy"},
    Route{Operation::RemovePermission, "lambda:RemovePermission", "DELETE", "/2015-03-31", true,
          "/policy/"},
};

constexpr std::string_view kFunctions = "/functions";

FunctionReference referenced(std::string_view segment, std::string_view query) {
  const auto name = percent_decode(segment);
  auto reference = parse_function_reference(name);
  if (!reference) {
    throw validation_fault(name, "functionName",
                           "Member must satisfy regular expression pattern: "
                           "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?"
                           "(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?");
  }
  if (auto qualifier = QueryParameters(query).value_or_empty("Qualifier"); !qualifier.empty()) {
    reference->qualifier = std::move(qualifier);
  }
  return std::move(*reference);
}

bool fits(std::string_view suffix, std::string_view route) {
  return route.ends_with('/') ? suffix.starts_with(route) && suffix.size() > route.size() &&
                                    suffix.find('/', route.size()) == std::string_view::npos
                              : suffix == route;
}

/// A path cut at its parts.
struct Target {
  std::string_view version;
  bool named = false;     ///< the path goes on after "functions"
  std::string_view name;  ///< percent-encoded
  std::string_view suffix;
};

std::optional<Target> target_of(std::string_view path) {
  const auto at = path.find(kFunctions);
  if (at == std::string_view::npos) return std::nullopt;
  Target target{.version = path.substr(0, at), .named = false, .name = {}, .suffix = {}};
  path.remove_prefix(at + kFunctions.size());
  if (path.empty() || path == "/") return target;
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  target.named = true;
  target.name = path.substr(0, path.find('/'));
  target.suffix = path.substr(target.name.size());
  return target;
}

}  // namespace

LambdaCall parse_call(std::string_view method, std::string_view path, std::string_view query) {
  const AwsFault unknown(404, "UnknownOperationException",
                         "The local Lambda service has no such operation");
  const auto target = target_of(path);
  if (!target) throw unknown;
  const auto* const route =
      std::find_if(kRoutes.begin(), kRoutes.end(), [&](const Route& candidate) {
        return candidate.method == method && candidate.version == target->version &&
               candidate.named == target->named && fits(target->suffix, candidate.suffix);
      });
  if (route == kRoutes.end()) throw unknown;
  if (!route->named)
    return {.operation = route->operation, .function = {}, .action = route->action};
  return {.operation = route->operation,
          .function = referenced(target->name, query),
          .action = route->action,
          .statement_id = percent_decode(target->suffix.substr(route->suffix.size()))};
}

}  // namespace shrike::local
