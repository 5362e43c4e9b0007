#include "infra/local/lambda/contract_check.h"

#include <gmock/gmock.h>

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<ContractRule> rules(const std::vector<ContractBreak>& breaks) {
  std::vector<ContractRule> result;
  for (const auto& each : breaks) result.push_back(each.rule);
  return result;
}

const HttpHeaders kErrorHeaders{{"Lambda-Runtime-Function-Error-Type", "Function.Custom"}};
constexpr std::string_view kErrorBody = R"({"errorMessage":"no","errorType":"Function.Custom"})";

TEST(ContractCheck, AnOrdinaryRequestIsFine) {
  const HttpHeaders agent{{"User-Agent", "a/1"}};
  EXPECT_THAT(check_head(RuntimeCall::Next, agent, ""), IsEmpty());
  EXPECT_THAT(check_head(RuntimeCall::Next, {{"User-Agent", "a"}, {"Content-Length", "0"}}, ""),
              IsEmpty());
  EXPECT_THAT(check_head(RuntimeCall::Response,
                         {{"User-Agent", "a"}, {"Content-Type", "application/json"}}, ""),
              IsEmpty());
  EXPECT_THAT(check_head(RuntimeCall::Error, agent, ""), IsEmpty());
}

TEST(ContractCheck, SeesWhatAHeadLacksOrHasTooMuch) {
  const struct {
    RuntimeCall call;
    HttpHeaders headers;
    const char* query;
    ContractRule rule;
  } cases[] = {
      {RuntimeCall::Next, {}, "", ContractRule::UserAgentMissing},
      {RuntimeCall::Next, {{"User-Agent", ""}}, "", ContractRule::UserAgentMissing},
      {RuntimeCall::Next, {{"User-Agent", "a"}}, "x=1", ContractRule::NextWithQuery},
      {RuntimeCall::Next,
       {{"User-Agent", "a"}, {"Content-Length", "2"}},
       "",
       ContractRule::NextWithBody},
      {RuntimeCall::Next,
       {{"User-Agent", "a"}, {"Transfer-Encoding", "chunked"}},
       "",
       ContractRule::NextWithBody},
      {RuntimeCall::Response, {{"User-Agent", "a"}}, "", ContractRule::ContentTypeMissing},
      {RuntimeCall::Response,
       {{"User-Agent", "a"},
        {"Content-Type", "a/b"},
        {"Lambda-Runtime-Function-Response-Mode", "buffered"}},
       "",
       ContractRule::ResponseMode},
      {RuntimeCall::Response,
       {{"User-Agent", "a"},
        {"Content-Type", "a/b"},
        {"Lambda-Runtime-Function-Response-Mode", "streaming"}},
       "",
       ContractRule::StreamWithLength},
  };
  for (const auto& each : cases) {
    EXPECT_THAT(rules(check_head(each.call, each.headers, each.query)), ElementsAre(each.rule))
        << text_of(each.rule).name;
  }
}

TEST(ContractCheck, AnErrorWithItsTypeAndDocumentIsFine) {
  EXPECT_THAT(check_error(kErrorHeaders, kErrorBody), IsEmpty());
  EXPECT_THAT(check_error(kErrorHeaders,
                          R"({"errorMessage":"","errorType":"x","stackTrace":[],"other":1})"),
              IsEmpty());
}

TEST(ContractCheck, AnErrorIsADocumentWithMessageAndType) {
  for (const std::string& body :
       {std::string(), std::string("not JSON"), std::string("null"), std::string("[]"),
        std::string("{}"), std::string(R"({"errorMessage":"no"})"),
        std::string(R"({"errorMessage":"no","errorType":1})"),
        std::string(R"({"errorMessage":"no","errorType":"x"}trailing)"), std::string("\xFF\xFE"),
        std::string("{\"errorMessage\":\0", 17), std::string(100'000, '[')}) {
    EXPECT_THAT(rules(check_error(kErrorHeaders, body)), ElementsAre(ContractRule::ErrorDocument))
        << body.substr(0, 50);
  }
}

TEST(ContractCheck, AnErrorsTypeIsOneThatLambdaKeeps) {
  EXPECT_THAT(rules(check_error({}, kErrorBody)), ElementsAre(ContractRule::ErrorTypeMissing));
  for (const char* type : {"unhandled", "Function.x", "Runtime.", "Error"}) {
    EXPECT_THAT(rules(check_error({{"Lambda-Runtime-Function-Error-Type", type}}, kErrorBody)),
                ElementsAre(ContractRule::ErrorTypeForm))
        << type;
  }
}

TEST(ContractCheck, AnXrayCauseIsJsonOnOneLineOfUpTo64KiB) {
  const auto with = [](std::string cause) {
    return rules(check_error({{"Lambda-Runtime-Function-Error-Type", "Function.Custom"},
                              {"Lambda-Runtime-Function-Xray-Error-Cause", std::move(cause)}},
                             kErrorBody));
  };
  EXPECT_THAT(with(R"({"exceptions":[]})"), IsEmpty());
  EXPECT_THAT(with(""), IsEmpty());
  for (const std::string& cause :
       {std::string("{"), std::string("{\"a\":\t1}"), std::string("{\"a\":\"\x7F\"}"),
        '"' + std::string(65'536, 'x') + '"'}) {
    EXPECT_THAT(with(cause), ElementsAre(ContractRule::XrayCause)) << cause.substr(0, 40);
  }
}

TEST(ContractCheck, WhatIsQuotedFromARequestIsShortAndPrintable) {
  const auto breaks = check_error(kErrorHeaders, "\x1B[2J\n" + std::string(5000, 'x'));
  ASSERT_EQ(breaks.size(), 1U);
  EXPECT_LT(breaks[0].detail.size(), 100U);
  EXPECT_EQ(breaks[0].detail.substr(0, 7), "'?[2J?x");
}

class Conversation : public testing::Test {
 protected:
  std::vector<ContractRule> answer(Verdict verdict, bool intact = true,
                                   const std::string& request_id = "id",
                                   const std::string& invocation_id = "nonce") {
    HttpHeaders headers;
    if (!invocation_id.empty()) headers.add("Lambda-Runtime-Invocation-Id", invocation_id);
    return rules(check_.answered(RuntimeCall::Response, request_id, headers, verdict, intact));
  }

  ContractCheck check_;
};

TEST_F(Conversation, NextAnswerNextIsFine) {
  EXPECT_THAT(check_.asked(RuntimeState::Started), IsEmpty());
  check_.delivered("id", "nonce", true);
  EXPECT_THAT(answer(Verdict::Accepted), IsEmpty());
  EXPECT_THAT(check_.asked(RuntimeState::ResponseSent), IsEmpty());
}

TEST_F(Conversation, AnInvocationIsAnsweredOnce) {
  check_.delivered("id", "nonce", true);
  answer(Verdict::Accepted);
  EXPECT_THAT(answer(Verdict::WrongState), ElementsAre(ContractRule::AnsweredTwice));
}

TEST_F(Conversation, AnAnswerWhoseFateIsUnknownMayBeSentAgain) {
  check_.delivered("id", "nonce", true);
  answer(Verdict::Accepted, false);
  EXPECT_THAT(answer(Verdict::WrongState), IsEmpty());
}

TEST_F(Conversation, NothingFollowsARefusalForGood) {
  check_.delivered("id", "nonce", true);
  answer(Verdict::RefusedForGood);
  EXPECT_THAT(answer(Verdict::WrongState), ElementsAre(ContractRule::AnsweredAfterRefusal));
}

TEST_F(Conversation, AnAnswerNamesTheInvocationUnderWay) {
  EXPECT_THAT(answer(Verdict::WrongId, true, "early"), ElementsAre(ContractRule::WrongRequestId));
  check_.delivered("id", "nonce", true);
  EXPECT_THAT(answer(Verdict::WrongId, true, "other"), ElementsAre(ContractRule::WrongRequestId));
}

TEST_F(Conversation, TheInvocationIdIsSentBackAsItCame) {
  check_.delivered("id", "nonce", true);
  EXPECT_THAT(answer(Verdict::Accepted, true, "id", ""),
              ElementsAre(ContractRule::LostInvocationId));
  EXPECT_THAT(answer(Verdict::WrongId, true, "id", "other"),
              ElementsAre(ContractRule::WrongInvocationId));
}

TEST_F(Conversation, NoInvocationIdNeedNotBeSentBack) {
  check_.delivered("id", "", true);
  EXPECT_THAT(answer(Verdict::Accepted, true, "id", ""), IsEmpty());
}

TEST_F(Conversation, AnInvocationIdThatWentStaleIsNotTheRuntimesFault) {
  check_.delivered("id", "nonce", false);
  EXPECT_THAT(answer(Verdict::WrongId), IsEmpty());
  EXPECT_THAT(check_.asked(RuntimeState::Running), IsEmpty());
  check_.delivered("id", "nonce-again", true);
  EXPECT_THAT(answer(Verdict::Accepted, true, "id", "nonce-again"), IsEmpty());
}

TEST_F(Conversation, TheNextInvocationIsAskedForAfterAnAnswer) {
  check_.delivered("id", "nonce", true);
  EXPECT_THAT(rules(check_.asked(RuntimeState::Running)),
              ElementsAre(ContractRule::NextWhileRunning));
  answer(Verdict::Refused);
  EXPECT_THAT(check_.asked(RuntimeState::Running), IsEmpty()) << "it tried";
}

TEST_F(Conversation, AnInvocationThatArrivedDamagedMayBeAskedForAgain) {
  check_.delivered("id", "nonce", false);
  EXPECT_THAT(check_.asked(RuntimeState::Running), IsEmpty());
  EXPECT_THAT(answer(Verdict::WrongId, true, "repeated"), IsEmpty());
}

TEST_F(Conversation, NothingIsAskedForAfterAnInitError) {
  EXPECT_THAT(rules(check_.asked(RuntimeState::InitError)),
              ElementsAre(ContractRule::NextAfterInitError));
}

}  // namespace
}  // namespace shrike::local
