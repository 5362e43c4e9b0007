#include "infra/local/lambda/lambda_access.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/local/fixtures.h"

namespace shrike::local {
namespace {

std::string needed(const std::string& method, const std::string& path, std::string_view body = "") {
  TextBody unread("");
  const ServerRequest request{.method = method,
                              .path = path,
                              .query = {},
                              .headers = {},
                              .peer_address = "127.0.0.1",
                              .body = unread};
  const auto list = lambda_access(request, body, {"eu-west-1", "123456789012"});
  EXPECT_EQ(list.size(), 1U);
  return list.front().action + " " + list.front().resource;
}

TEST(LambdaAccess, IsTheOperationOnTheFunction) {
  const std::string function = "arn:aws:lambda:eu-west-1:123456789012:function:f";
  EXPECT_EQ(needed("POST", "/2015-03-31/functions/f/invocations"),
            "lambda:InvokeFunction " + function);
  EXPECT_EQ(needed("POST", "/2015-03-31/functions/f%3Alive/invocations"),
            "lambda:InvokeFunction " + function + ":live");
  EXPECT_EQ(needed("POST", "/2021-11-15/functions/f/response-streaming-invocations"),
            "lambda:InvokeFunction " + function);
  EXPECT_EQ(needed("DELETE", "/2015-03-31/functions/f"), "lambda:DeleteFunction " + function);
  EXPECT_EQ(needed("GET", "/2015-03-31/functions"), "lambda:ListFunctions *");
}

TEST(LambdaAccess, OfANewFunctionIsOnTheNameInTheBody) {
  EXPECT_EQ(needed("POST", "/2015-03-31/functions", R"({"FunctionName": "f"})"),
            "lambda:CreateFunction arn:aws:lambda:eu-west-1:123456789012:function:f");
  EXPECT_EQ(needed("POST", "/2015-03-31/functions", "["), "lambda:CreateFunction *");
}

}  // namespace
}  // namespace shrike::local
