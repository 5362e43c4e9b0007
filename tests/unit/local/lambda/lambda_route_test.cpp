#include "infra/local/lambda/lambda_route.h"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/local/lambda/fault_of.h"

namespace shrike::local {
namespace {

struct Routed {
  std::string method;
  std::string path;
  std::string query;
  LambdaOperation operation;
  std::string name;
  std::string qualifier;
};

TEST(LambdaCall, IsReadFromThePath) {
  const std::string functions = "/2015-03-31/functions";
  const Routed cases[] = {
      {"GET", functions, "", LambdaOperation::ListFunctions, "", ""},
      {"GET", functions + "/", "MaxItems=5", LambdaOperation::ListFunctions, "", ""},
      {"GET", functions + "/f", "", LambdaOperation::GetFunction, "f", ""},
      {"GET", functions + "/f/configuration", "", LambdaOperation::GetFunctionConfiguration, "f",
       ""},
      {"POST", functions + "/f/invocations", "", LambdaOperation::Invoke, "f", ""},
      {"POST", functions + "/f/invocations", "Qualifier=%24LATEST", LambdaOperation::Invoke, "f",
       "$LATEST"},
      {"POST", functions + "/f/invocations", "x=1&Qualifier=live", LambdaOperation::Invoke, "f",
       "live"},
      {"POST", functions + "/f%3Alive/invocations", "", LambdaOperation::Invoke, "f", "live"},
      {"POST",
       functions + "/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af/invocations", "",
       LambdaOperation::Invoke, "f", ""},
      {"POST", functions + "/arn:aws:lambda:us-east-1:000000000000:function:f/invocations", "",
       LambdaOperation::Invoke, "f", ""},
      {"POST", functions, "", LambdaOperation::CreateFunction, "", ""},
      {"PUT", functions + "/f/configuration", "", LambdaOperation::UpdateFunctionConfiguration, "f",
       ""},
      {"PUT", functions + "/f/code", "", LambdaOperation::UpdateFunctionCode, "f", ""},
      {"DELETE", functions + "/f", "", LambdaOperation::DeleteFunction, "f", ""},
      {"PUT", "/2017-10-31/functions/f/concurrency", "", LambdaOperation::PutFunctionConcurrency,
       "f", ""},
      {"GET", "/2019-09-30/functions/f/concurrency", "", LambdaOperation::GetFunctionConcurrency,
       "f", ""},
      {"DELETE", "/2017-10-31/functions/f/concurrency", "",
       LambdaOperation::DeleteFunctionConcurrency, "f", ""},
      {"PUT", "/2019-09-25/functions/f/event-invoke-config", "",
       LambdaOperation::PutFunctionEventInvokeConfig, "f", ""},
      {"POST", "/2019-09-25/functions/f/event-invoke-config", "",
       LambdaOperation::UpdateFunctionEventInvokeConfig, "f", ""},
      {"GET", "/2019-09-25/functions/f/event-invoke-config", "Qualifier=live",
       LambdaOperation::GetFunctionEventInvokeConfig, "f", "live"},
      {"GET", "/2019-09-25/functions/f/event-invoke-config/list", "MaxItems=1",
       LambdaOperation::ListFunctionEventInvokeConfigs, "f", ""},
      {"DELETE", "/2019-09-25/functions/f/event-invoke-config", "",
       LambdaOperation::DeleteFunctionEventInvokeConfig, "f", ""},
      {"POST", "/2021-11-15/functions/f/response-streaming-invocations", "Qualifier=live",
       LambdaOperation::InvokeWithResponseStream, "f", "live"},
      {"POST", functions + "/000000000000%3Afunction%3Af/invocations", "", LambdaOperation::Invoke,
       "f", ""},
  };
  for (const auto& expected : cases) {
    SCOPED_TRACE(expected.method + " " + expected.path + "?" + expected.query);
    const auto call = parse_call(expected.method, expected.path, expected.query);
    EXPECT_EQ(call.operation, expected.operation);
    EXPECT_EQ(call.function.name, expected.name);
    EXPECT_EQ(call.function.qualifier, expected.qualifier);
  }
}

TEST(LambdaCall, IsRefusedWhereNoneIsMeant) {
  const auto refusal = [](std::string_view method, std::string_view path) {
    return fault_of([&] { static_cast<void>(parse_call(method, path, "")); }).code();
  };
  for (const auto& [method, path] : {
           std::pair{"PATCH", "/2015-03-31/functions/f"},
           std::pair{"PUT", "/2015-03-31/functions/f/concurrency"},
           std::pair{"PUT", "/2015-03-31/functions"},
           std::pair{"GET", "/2015-03-31/functionsf"},
           std::pair{"GET", "/"},
           std::pair{"POST", "/2015-03-31/functions/f/invocations/"},
       }) {
    EXPECT_EQ(refusal(method, path), "UnknownOperationException") << method << " " << path;
  }
  for (const auto* name : {"a%2Fb", "%", ""}) {
    const auto path = fmt::format("/2015-03-31/functions/{}/invocations", name);
    EXPECT_EQ(refusal("POST", path), "ValidationException") << path;
  }
}

TEST(LambdaCall, OfAPermissionNamesItsStatement) {
  const std::string policy = "/2015-03-31/functions/f/policy";
  EXPECT_EQ(parse_call("POST", policy, "").operation, LambdaOperation::AddPermission);
  EXPECT_EQ(parse_call("GET", policy, "").operation, LambdaOperation::GetPolicy);
  const auto call = parse_call("DELETE", policy + "/s3%2Devents", "");
  EXPECT_EQ(call.operation, LambdaOperation::RemovePermission);
  EXPECT_EQ(call.statement_id, "s3-events");
  EXPECT_EQ(call.function.name, "f");
  EXPECT_EQ(call.action, "lambda:RemovePermission");
  for (const auto* rest : {"", "/", "/a/b"}) {
    EXPECT_EQ(fault_of([&] { static_cast<void>(parse_call("DELETE", policy + rest, "")); }).code(),
              "UnknownOperationException")
        << rest;
  }
}

}  // namespace
}  // namespace shrike::local
