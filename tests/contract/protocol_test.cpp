#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

/// What the Runtime API says to a runtime that does not keep to it.
class ProtocolContract : public Contract {
 protected:
  /// The log of an invocation by a runtime that commits `offence`.
  InvocationResult commit(const std::string& offence) {
    auto function = bad_runtime(offence);
    function.timeout = std::chrono::seconds(20);
    return invoke(function);
  }
};

TEST_F(ProtocolContract, AResponseBeforeTheFirstNextIs400) {
  const auto result = commit("answer-before-next");
  EXPECT_EQ(count_in_log("response before next: 400 InvalidRequestID"), 1U);
  EXPECT_EQ(result.payload, "\"ok\"");
}

TEST_F(ProtocolContract, AWrongRequestIdIs400AndTheRightOneStillCounts) {
  const auto result = commit("wrong-id");
  EXPECT_EQ(count_in_log("wrong id: 400 InvalidRequestID"), 1U);
  EXPECT_EQ(count_in_log("response: 202 -"), 1U);
  EXPECT_EQ(result.payload, "\"ok\"");
}

TEST_F(ProtocolContract, ASecondAnswerIs403AndTheFirstStands) {
  const auto result = commit("answer-twice");
  EXPECT_EQ(count_in_log("response: 202 -"), 1U);
  EXPECT_EQ(count_in_log("response again: 403 InvalidStateTransition"), 1U);
  EXPECT_EQ(count_in_log("error after response: 403 InvalidStateTransition"), 1U);
  EXPECT_EQ(result.payload, "\"ok\"");
}

TEST_F(ProtocolContract, AnInitErrorAfterTheFirstNextIs403) {
  const auto result = commit("late-init-error");
  EXPECT_EQ(count_in_log("init error after next: 403 InvalidStateTransition"), 1U);
  EXPECT_EQ(result.payload, "\"ok\"");
}

TEST_F(ProtocolContract, ASecondNextWhileRunningGivesTheSameInvocation) {
  const auto result = commit("ask-twice");
  EXPECT_EQ(count_in_log("same invocation: yes"), 1U);
  EXPECT_EQ(result.payload, "\"ok\"");
}

TEST_F(ProtocolContract, AnAnswerWithAStaleInvocationIdIs400) {
  const auto result = commit("stale-nonce");
  EXPECT_EQ(count_in_log("stale invocation id: 400 InvalidRequestID"), 1U);
  EXPECT_EQ(result.payload, "\"ok\"");
}

TEST_F(ProtocolContract, AResponseThatIsTooLargeIs413AndAnErrorAfterIt403) {
  const auto result = commit("too-large");
  EXPECT_EQ(count_in_log("too large: 413 RequestEntityTooLarge"), 1U);
  EXPECT_EQ(count_in_log("error after too large: 403 InvalidStateTransition"), 1U);
  EXPECT_EQ(payload_of(result).at("errorType"), "Function.ResponseSizeTooLarge");
}

TEST_F(ProtocolContract, AResponseThatIsCutShortIsNotTakenForTheWhole) {
  const auto result = commit("cut-short");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.TruncatedResponse");
}

TEST_F(ProtocolContract, AnErrorThatIsNotJsonIsPassedOnAsItIs) {
  const auto result = commit("unknown-error-type");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(result.payload, "not JSON at all");
}

TEST_F(ProtocolContract, AnAnswerStandsWhenTheProcessEndsBeforeItsNextNext) {
  const auto result = commit("exit-after-answer");
  EXPECT_EQ(result.payload, "\"ok\"");
  EXPECT_FALSE(result.function_error.has_value());
  EXPECT_EQ(count_in_log("Error: Runtime exited with error: exit status 1"), 1U);
}

TEST_F(ProtocolContract, AnInvocationEndsWithTheNextNextNotWithItsAnswer) {
  auto function = bad_runtime("linger-after-answer");
  function.timeout = std::chrono::seconds(1);
  const auto result = invoke(function);
  EXPECT_EQ(result.payload, "\"ok\"");
  EXPECT_GE(result.duration, std::chrono::seconds(1)) << "paid for until the timeout ended it";
  EXPECT_EQ(count_in_log("Task timed out after 1.00 seconds"), 1U);
}

}  // namespace
}  // namespace shrike::local
