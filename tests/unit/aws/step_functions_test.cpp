#include "handlers/aws/step_functions.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using nlohmann::json;
using test::error_from;
using test::header_of;
using testing::HasSubstr;

const std::string kMachine = "arn:aws:states:eu-central-1:123456789012:stateMachine:images";
const std::string kExecution = "arn:aws:states:eu-central-1:123456789012:execution:images:n1";

class StepFunctionsTest : public test::AwsFixture {
 protected:
  StartedExecution start(const std::string& name = "n1", const json& input = json::object()) {
    StepFunctionsClient workflow(client("states"));
    return workflow.start_execution({kMachine, name, input}, scope());
  }

  Error failure(const std::string& name = "n1", const json& input = json::object()) {
    return error_from([&] { start(name, input); });
  }
};

TEST_F(StepFunctionsTest, StartsAnExecutionWithItsInputAsText) {
  json sent;
  transport_.then([&](const HttpRequest& request) {
    sent = json::parse(request.body);
    return HttpResponse{.status = 200,
                        .headers = {},
                        .body = R"({"executionArn":")" + kExecution + R"(","startDate":1.7E9})"};
  });
  const auto started = start("a-Z_9", {{"key", "ü \"quoted\""}});
  EXPECT_EQ(started.arn, kExecution);
  EXPECT_FALSE(started.already_started);
  EXPECT_EQ(sent.at("stateMachineArn"), kMachine);
  EXPECT_EQ(sent.at("name"), "a-Z_9");
  EXPECT_EQ(json::parse(sent.at("input").get<std::string>()), json({{"key", "ü \"quoted\""}}));
  const auto& request = transport_.requests().at(0);
  EXPECT_EQ(request.url, "https://states.eu-central-1.amazonaws.com/");
  EXPECT_EQ(header_of(request, "Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(header_of(request, "X-Amz-Target"), "AWSStepFunctions.StartExecution");
  EXPECT_THAT(header_of(request, "Authorization"), HasSubstr("/eu-central-1/states/aws4_request"));
}

TEST_F(StepFunctionsTest, TakesANameThatHasBeenUsedForASuccess) {
  transport_.answer(400, {},
                    R"({"__type":"ExecutionAlreadyExists",)"
                    R"("message":"Execution Already Exists: ')" +
                        kExecution + R"('"})");
  const auto started = start();
  EXPECT_TRUE(started.already_started);
  EXPECT_EQ(started.arn, "");
  EXPECT_EQ(transport_.requests().size(), 1U);
}

TEST_F(StepFunctionsTest, NamesFailures) {
  for (const auto* code : {"StateMachineDoesNotExist", "InvalidExecutionInput",
                           "ExecutionLimitExceeded", "InvalidArn"}) {
    transport_.answer(400, {}, std::string(R"({"__type":")") + code + R"(","message":"why"})");
    const auto error = failure();
    EXPECT_EQ(error.type(), std::string("StepFunctions.") + code);
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
  }
}

TEST_F(StepFunctionsTest, TriesAgainWhenItIsThrottled) {
  transport_.answer(400, {}, R"({"__type":"ThrottlingException"})");
  transport_.answer(200, {}, R"({"executionArn":"arn"})");
  EXPECT_EQ(start().arn, "arn");
}

TEST_F(StepFunctionsTest, TakesNoAnswerThatNamesNoExecution) {
  for (const auto* body : {"{}", R"({"executionArn":7})", R"({"executionArn":null})"}) {
    transport_.answer(200, {}, body);
    const auto error = failure();
    EXPECT_EQ(error.type(), "Service.Unavailable");
    EXPECT_EQ(error.kind(), ErrorKind::Retry);
  }
}

TEST_F(StepFunctionsTest, SendsNoNameThatIsNotOne) {
  for (const auto& name : {std::string(), std::string(81, 'x'), std::string("a b"),
                           std::string("a/b"), std::string("ü"), std::string("a\n")}) {
    EXPECT_EQ(failure(name).type(), "StepFunctions.InvalidName");
  }
  EXPECT_TRUE(transport_.requests().empty());
}

TEST_F(StepFunctionsTest, SendsNoInputThatIsTooLong) {
  transport_.answer(200, {}, R"({"executionArn":"arn"})");
  EXPECT_EQ(start("n", std::string(262'142, 'x')).arn, "arn");
  const auto error = failure("n", std::string(262'143, 'x'));
  EXPECT_EQ(error.type(), "StepFunctions.InvalidExecutionInput");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
}

TEST_F(StepFunctionsTest, RefusesInputThatIsNotUtf8) {
  const auto error = failure("n", {{"key", "caf\xe9"}});
  EXPECT_EQ(error.type(), "Aws.InputInvalid");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
  EXPECT_TRUE(transport_.requests().empty());
}

}  // namespace
}  // namespace shrike
