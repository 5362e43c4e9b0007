#include "infra/local/gate_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using testing::HasSubstr;

const AwsFault kDenied(403, "AccessDenied", "User: x is not authorized to perform: y");

TEST(Denial, IsWordedAndNumberedByTheServiceThatRefuses) {
  struct Case {
    AwsFault fault;
    int status;
    const char* code;
  };
  const Case cases[] = {
      {denied_by_json_service("dynamodb", kDenied), 400, "AccessDeniedException"},
      {denied_by_json_service("rekognition", kDenied), 400, "AccessDeniedException"},
      {denied_by_json_service("states", kDenied), 400, "AccessDeniedException"},
      {denied_by_json_service("lambda", kDenied), 403, "AccessDeniedException"},
      {denied_by_json_service("sqs", kDenied), 403, "AccessDeniedException"},
      {denied_by_query_service("sns", kDenied), 403, "AuthorizationError"},
      {denied_by_query_service("sts", kDenied), 403, "AccessDenied"},
  };
  for (const auto& [fault, status, code] : cases) {
    EXPECT_EQ(fault.status(), status);
    EXPECT_EQ(fault.code(), code);
    EXPECT_EQ(fault.message(), kDenied.message());
  }
}

TEST(Denial, LeavesOtherFaultsAlone) {
  const AwsFault other(501, "NotImplemented", "not here");
  EXPECT_EQ(denied_by_json_service("dynamodb", other).code(), "NotImplemented");
  EXPECT_EQ(denied_by_query_service("sns", other).code(), "NotImplemented");
}

TEST(Denial, IsADocumentOfItsProtocol) {
  const auto json = json_fault(denied_by_json_service("dynamodb", kDenied));
  EXPECT_EQ(json.headers.find("x-amzn-errortype"), "AccessDeniedException");
  EXPECT_THAT(std::get<std::string>(json.body), HasSubstr(R"("__type":"AccessDeniedException")"));
  const auto xml = query_fault(denied_by_query_service("sns", kDenied));
  EXPECT_THAT(std::get<std::string>(xml.body), HasSubstr("<Code>AuthorizationError</Code>"));
}

}  // namespace
}  // namespace shrike::local
