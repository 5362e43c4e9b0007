#include <algorithm>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

/// Strict mode: a breach of the contract fails the invocation.
class StrictContract : public Contract {
 protected:
  StrictContract() {
    LambdaOptions options;
    options.strict = true;
    set_options(options);
  }

  InvocationResult commit(const std::string& offence) {
    auto function = bad_runtime(offence);
    function.timeout = std::chrono::seconds(20);
    return invoke(function);
  }

  std::vector<std::string> found(Severity severity) {
    std::vector<std::string> names;
    for (const auto& finding : lambda().contract_findings()) {
      const auto& text = text_of(finding.rule);
      if (text.severity == severity) names.emplace_back(text.name);
    }
    return names;
  }

  void expect_breach(const std::string& offence, const std::string& rule) {
    const auto result = commit(offence);
    EXPECT_EQ(result.function_error, "Unhandled");
    EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.ContractBreach");
    EXPECT_THAT(result.payload, HasSubstr("The runtime broke the Runtime API's contract: "));
    EXPECT_THAT(result.payload, HasSubstr(rule));
    EXPECT_THAT(found(Severity::Breach), testing::Contains(rule));
    EXPECT_GE(count_in_log("CONTRACT breach " + rule + ": "), 1U);
  }
};

TEST_F(StrictContract, AnAnswerToNoInvocationIsABreach) {
  expect_breach("answer-before-next", "wrong-request-id");
}

TEST_F(StrictContract, AnAnswerToAnotherInvocationIsABreach) {
  expect_breach("wrong-id", "wrong-request-id");
}

TEST_F(StrictContract, AnotherInvocationIdIsABreach) {
  expect_breach("stale-nonce", "wrong-invocation-id");
}

TEST_F(StrictContract, ASecondAnswerIsABreach) { expect_breach("answer-twice", "answered-twice"); }

TEST_F(StrictContract, AnAnswerAfterOneThatIsTooLargeIsABreach) {
  expect_breach("too-large", "answered-after-refusal");
}

TEST_F(StrictContract, ANextWhileRunningIsABreach) {
  expect_breach("ask-twice", "next-while-running");
}

TEST_F(StrictContract, ALateInitErrorIsABreach) {
  expect_breach("late-init-error", "late-init-error");
}

TEST_F(StrictContract, ANextAfterAnInitErrorIsABreach) {
  expect_breach("init-error-and-on", "next-after-init-error");
}

TEST_F(StrictContract, AnErrorThatIsNotJsonIsABreach) {
  expect_breach("unknown-error-type", "error-document");
}

TEST_F(StrictContract, AnErrorWithoutAMessageIsABreach) {
  expect_breach("error-without-message", "error-document");
}

TEST_F(StrictContract, ABodyShorterThanItsLengthIsABreach) {
  expect_breach("cut-short", "truncated-body");
}

TEST_F(StrictContract, AnUnknownResponseModeIsABreach) {
  expect_breach("unknown-mode", "response-mode");
}

TEST_F(StrictContract, AControlByteInAHeaderIsABreach) {
  expect_breach("control-byte-in-header", "malformed-request");
}

TEST_F(StrictContract, WhatIsOnlyAdvisedDoesNotFailAnInvocation) {
  const auto result = commit("bare");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.Custom");
  EXPECT_THAT(found(Severity::Breach), IsEmpty());
  EXPECT_THAT(found(Severity::Advice),
              UnorderedElementsAre("user-agent-missing", "next-with-body", "next-with-query",
                                   "unknown-call", "error-type-missing", "lost-invocation-id"));
  EXPECT_EQ(count_in_log("CONTRACT advice next-with-body: "), 1U);
}

TEST_F(StrictContract, AnXrayCauseThatIsNoJsonOrTooLongIsAdvisedAgainst) {
  const auto result = commit("long-causes");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.Custom");
  EXPECT_EQ(count_in_log("cause of 70000: 431 -"), 1U);
  EXPECT_EQ(count_in_log("cause of 65000: 202 -"), 1U);
  EXPECT_THAT(found(Severity::Advice), IsSupersetOf({"xray-cause", "headers-too-large"}));
}

TEST_F(StrictContract, AnExitWithStatus0AfterAnInitErrorIsAdvisedAgainst) {
  const auto result = commit("init-error-and-exit");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.Custom");
  EXPECT_THAT(found(Severity::Advice), testing::Contains("exit-after-init-error"));
}

TEST_F(StrictContract, ATimeoutIsNotHeldAgainstTheRuntime) {
  auto function = well_behaved("sleep");
  function.timeout = std::chrono::seconds(1);
  EXPECT_EQ(payload_of(invoke(function, R"({"stopped":true})")).at("errorType"),
            "Sandbox.Timedout");
  EXPECT_THAT(lambda().contract_findings(), IsEmpty());
}

TEST_F(StrictContract, OurOwnRuntimeKeepsToAllOfIt) {
  EXPECT_FALSE(invoke(well_behaved("describe")).function_error);
  EXPECT_FALSE(invoke_again().function_error);
  EXPECT_TRUE(invoke(well_behaved("fail"), R"({"message":"no"})").function_error);
  EXPECT_TRUE(invoke(well_behaved("repeat"), "7000000").function_error);
  EXPECT_FALSE(invoke_again("7").function_error);
  EXPECT_TRUE(invoke(well_behaved("no-such-handler")).function_error);
  for (const auto& finding : lambda().contract_findings()) ADD_FAILURE() << to_string(finding);
}

TEST_F(StrictContract, ABreachFailsItsInvocationAlone) {
  commit("answer-twice");
  EXPECT_FALSE(invoke(well_behaved("describe")).function_error);
}

TEST(LenientContract, WithoutStrictModeABreachIsOnlyNoted) {
  SystemClock clock;
  LambdaService lambda({}, clock);
  auto function = bad_runtime("answer-twice");
  lambda.add_function(function);
  EXPECT_FALSE(lambda.invoke("f", "{}").function_error);
  const auto findings = lambda.contract_findings();
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const ContractFinding& finding) {
    return finding.rule == ContractRule::AnsweredTwice && finding.count == 2;
  }));
}

}  // namespace
}  // namespace shrike::local
