#include "infra/local/lambda/runtime_call.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(RuntimeCall, KnowsThePathsOfTheApi) {
  const struct {
    const char* path;
    RuntimeCall call;
    const char* request_id;
  } cases[] = {
      {"/2018-06-01/ping", RuntimeCall::Ping, ""},
      {"/ping", RuntimeCall::Ping, ""},
      {"/2018-06-01/runtime/invocation/next", RuntimeCall::Next, ""},
      {"/2018-06-01/runtime/invocation/a-b/response", RuntimeCall::Response, "a-b"},
      {"/2018-06-01/runtime/invocation/a%2Fb/error", RuntimeCall::Error, "a/b"},
      {"/2018-06-01/runtime/invocation//error", RuntimeCall::Error, ""},
      {"/2018-06-01/runtime/init/error", RuntimeCall::InitError, ""},
  };
  for (const auto& [path, call, request_id] : cases) {
    const auto target = parse_runtime_path(path);
    ASSERT_TRUE(target) << path;
    EXPECT_EQ(target->call, call) << path;
    EXPECT_EQ(target->request_id, request_id) << path;
  }
}

TEST(RuntimeCall, KnowsNoOtherPath) {
  for (const char* path : {"", "/", "/2018-06-01", "/2018-06-01/", "/2018-06-01/runtime/invocation",
                           "/2018-06-01/runtime/invocation/", "/2018-06-01/runtime/invocation/id",
                           "/2018-06-01/runtime/invocation/nextresponse",
                           "/2019-01-01/runtime/invocation/next", "/2018-06-01/runtime/init"}) {
    EXPECT_FALSE(parse_runtime_path(path)) << path;
  }
}

TEST(RuntimeCall, AsksWithGetAndAnswersWithPost) {
  EXPECT_EQ(method_of(RuntimeCall::Next), "GET");
  EXPECT_EQ(method_of(RuntimeCall::Ping), "GET");
  EXPECT_EQ(method_of(RuntimeCall::Response), "POST");
  EXPECT_EQ(method_of(RuntimeCall::Error), "POST");
  EXPECT_EQ(method_of(RuntimeCall::InitError), "POST");
}

}  // namespace
}  // namespace shrike::local
