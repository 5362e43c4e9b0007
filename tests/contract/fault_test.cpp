#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// What a runtime gets to see of a fault, and what becomes of the invocation.
class FaultContract : public Contract {
 protected:
  InvocationResult suffer(std::string_view faults, const std::string& handler = "respond") {
    LambdaOptions options;
    options.faults = parse_faults(faults);
    options.strict = true;
    set_options(options);
    return invoke(patient_runtime(handler), R"({"a":1})");
  }

  /// The invocation went well in spite of it all, and nothing was held against the runtime.
  void expect_survived(const InvocationResult& result) const {
    EXPECT_FALSE(result.function_error) << result.payload;
    EXPECT_EQ(result.payload, R"({"a":1})");
    EXPECT_THAT(log(), Each(Not(HasSubstr("CONTRACT"))));
  }
};

TEST_F(FaultContract, ADroppedNextLeavesNoTrace) {
  expect_survived(suffer("next#1:drop"));
  EXPECT_EQ(count_in_log("next: nothing"), 1U);
  EXPECT_EQ(count_in_log("FAULT next#1:drop"), 1U);
}

TEST_F(FaultContract, AnInvocationLostOnItsWayIsHandedOutAgain) {
  expect_survived(suffer("next#1:drop-after"));
  EXPECT_EQ(count_in_log("next: nothing"), 1U);
  EXPECT_EQ(count_in_log("response: 202 -"), 1U);
}

TEST_F(FaultContract, NextIsRefusedInLambdasWords) {
  expect_survived(
      suffer("next#1:status=400, next#2:status=403, next#3:status=410, "
             "next#4:status=413, next#5:status=500"));
  EXPECT_THAT(log(), Contains("next: 400 InvalidRequestID"));
  EXPECT_THAT(log(), Contains("next: 403 InvalidStateTransition"));
  EXPECT_THAT(log(), Contains("next: 410 InvokeTimeout"));
  EXPECT_THAT(log(), Contains("next: 413 RequestEntityTooLarge"));
  EXPECT_THAT(log(), Contains("next: 500 InternalServerError"));
}

TEST_F(FaultContract, ASlowInvocationArrivesWhole) {
  expect_survived(suffer("next:slow"));
  EXPECT_EQ(count_in_log("body 7 of 7"), 1U);
}

TEST_F(FaultContract, ACutInvocationEndsBeforeItsLength) {
  expect_survived(suffer("next#1:cut=3"));
  EXPECT_EQ(count_in_log("body 3 of 7"), 1U);
  EXPECT_EQ(count_in_log("body 7 of 7"), 1U);
}

TEST_F(FaultContract, AMissingHeaderIsMissing) {
  expect_survived(suffer("next#1:missing=Lambda-Runtime-Aws-Request-Id"));
  EXPECT_EQ(count_in_log("  id '' body 7 of 7"), 1U);
}

TEST_F(FaultContract, ARepeatedHeaderComesFirstWithAnotherValue) {
  expect_survived(suffer("next#1:repeat=Content-Length"));
  EXPECT_EQ(count_in_log("body 7 of repeated"), 1U);
}

TEST_F(FaultContract, AMalformedHeaderHasNoColon) {
  expect_survived(suffer("next#1:malformed"));
  EXPECT_EQ(count_in_log("begins 'a header without its colon'"), 1U);
}

TEST_F(FaultContract, AHugeHeaderIsHuge) {
  expect_survived(suffer("next#1:huge=200000"));
  EXPECT_EQ(count_in_log("head of many bytes begins 'X-Huge: hhh"), 1U);
}

TEST_F(FaultContract, GarbageIsNotHttp) {
  expect_survived(suffer("next#1:garbage"));
  EXPECT_EQ(count_in_log("next: not HTTP"), 1U);
}

TEST_F(FaultContract, AStaleInvocationsAnswerIsRefusedAndItComesAgain) {
  expect_survived(suffer("next#1:stale"));
  EXPECT_EQ(count_in_log("response: 400 InvalidRequestID"), 1U);
  EXPECT_EQ(count_in_log("response: 202 -"), 1U);
}

TEST_F(FaultContract, ARefusedResponseLeavesTheInvocationUnderWay) {
  expect_survived(suffer("response#1:status=400, response#2:status=403, response#3:status=500"));
  EXPECT_EQ(count_in_log("next: 200 -"), 4U);
  EXPECT_EQ(count_in_log("response: 202 -"), 1U);
}

TEST_F(FaultContract, AResponseThatIsDroppedUnreadIsNotTaken) {
  expect_survived(suffer("response#1:drop"));
  EXPECT_EQ(count_in_log("response: nothing"), 1U);
  EXPECT_EQ(count_in_log("response: 202 -"), 1U);
}

TEST_F(FaultContract, AResponseIsTakenThoughItsReceiptIsLost) {
  expect_survived(suffer("response#1:drop-after"));
  EXPECT_EQ(count_in_log("response: nothing"), 1U);
  EXPECT_EQ(count_in_log("response: 202 -"), 0U);
}

TEST_F(FaultContract, AResponseThatIsCalledTooLargeFailsTheInvocation) {
  const auto result = suffer("response#1:status=413");
  EXPECT_EQ(payload_of(result).at("errorType"), "Function.ResponseSizeTooLarge");
  EXPECT_EQ(count_in_log("response: 413 RequestEntityTooLarge"), 1U);
}

TEST_F(FaultContract, AResponseThatIsCalledTooLateTimesTheInvocationOut) {
  const auto result = suffer("response#1:status=410");
  EXPECT_EQ(payload_of(result).at("errorType"), "Sandbox.Timedout");
  EXPECT_EQ(count_in_log("response: 410 InvokeTimeout"), 1U);
  EXPECT_THAT(invoke_again("2").payload, "2") << "the runtime goes on";
}

TEST_F(FaultContract, AnErrorReportMeetsItsFaultsToo) {
  const auto result = suffer("error#1:status=500, error#2:garbage", "fail");
  EXPECT_EQ(payload_of(result).at("errorType"), "Function.Custom");
  EXPECT_EQ(count_in_log("error: 500 InternalServerError"), 1U);
  EXPECT_EQ(count_in_log("error: not HTTP"), 1U);
}

TEST_F(FaultContract, AnInitErrorMeetsItsFaultsToo) {
  const auto result = suffer("init-error#1:drop", "fail-init");
  EXPECT_EQ(payload_of(result).at("errorType"), "Function.Custom");
  EXPECT_EQ(count_in_log("init error: nothing"), 1U);
  EXPECT_EQ(count_in_log("init error: 202 -"), 2U) << "Lambda initialises twice";
}

TEST_F(FaultContract, AFaultWithoutANumberIsThereEveryTime) {
  expect_survived(suffer("response:slow"));
  EXPECT_EQ(invoke_again("2").payload, "2");
  EXPECT_EQ(count_in_log("FAULT response:slow"), 2U);
}

}  // namespace
}  // namespace shrike::local
