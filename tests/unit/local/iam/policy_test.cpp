#include "infra/local/iam/policy.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(const std::string& document) {
  try {
    static_cast<void>(parse_policy(document));
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Policy.Invalid");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.message();
  }
  return "taken";
}

/// A policy of one statement with these members.
std::string statement(const std::string& members) {
  return R"({"Version": "2012-10-17", "Statement": {)" + members + "}}";
}

constexpr const char* kRest = R"("Effect": "Allow", "Resource": "*")";

TEST(PolicyDocument, IsReadWithItsStatements) {
  const auto policy = parse_policy(R"({"Version": "2012-10-17", "Id": "x", "Statement": [
      {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:List*"],
       "Resource": "arn:aws:s3:::images/*",
       "Condition": {"StringLike": {"s3:Prefix": ["a/*", "b/*"]},
                     "Bool": {"aws:SecureTransport": true}}},
      {"Effect": "Deny", "NotAction": "sns:Publish", "NotResource": "*"}]})");
  ASSERT_EQ(policy.statements.size(), 2U);
  const auto& read = policy.statements[0];
  EXPECT_EQ(read.sid, "Read");
  EXPECT_EQ(read.effect, Effect::Allow);
  EXPECT_THAT(read.actions.patterns, ElementsAre("s3:getobject", "s3:list*"));
  EXPECT_FALSE(read.actions.negated);
  EXPECT_THAT(read.resources.patterns, ElementsAre("arn:aws:s3:::images/*"));
  ASSERT_EQ(read.conditions.size(), 2U);
  EXPECT_EQ(read.conditions[0].key, "aws:securetransport");
  EXPECT_THAT(read.conditions[0].values, ElementsAre("true"));
  EXPECT_EQ(read.conditions[1].key, "s3:prefix");
  EXPECT_THAT(read.conditions[1].values, ElementsAre("a/*", "b/*"));
  const auto& other = policy.statements[1];
  EXPECT_EQ(other.sid, "#2");
  EXPECT_EQ(other.effect, Effect::Deny);
  EXPECT_TRUE(other.actions.negated);
  EXPECT_TRUE(other.resources.negated);
}

TEST(PolicyDocument, OfOneStatementNeedsNoList) {
  EXPECT_EQ(parse_policy(statement(std::string(kRest) + R"(, "Action": "*")")).statements.size(),
            1U);
}

TEST(PolicyDocument, IsRefusedForWhatIamWouldNotTake) {
  const std::string rest = kRest;
  const std::pair<std::string, std::string> cases[] = {
      {"", "no JSON object"},
      {"[]", "no JSON object"},
      {"{", "no JSON object"},
      {std::string(100'000, '['), "no JSON object"},
      {R"({"a":)" + std::string(100'000, '['), "no JSON object"},
      {"{}", "no Statement"},
      {R"({"Statement": []})", "no Statement"},
      {R"({"Statement": 7})", "statement 1: it is no object"},
      {R"({"Version": "2024-01-01", "Statement": {}})", "Version"},
      {R"({"Version": 2012, "Statement": {}})", "Version"},
      {R"({"Statements": {}})", "no Statements"},
      {statement(rest), "either Action or NotAction"},
      {statement(rest + R"(, "Action": "*", "NotAction": "*")"), "either Action or NotAction"},
      {statement(R"("Effect": "Allow", "Action": "*")"), "either Resource or NotResource"},
      {statement(R"("Effect": "allow", "Action": "*", "Resource": "*")"), "Allow or Deny"},
      {statement(R"("Effect": ["Allow"], "Action": "*", "Resource": "*")"), "Allow or Deny"},
      {statement(rest + R"(, "Action": [])"), "Action is empty"},
      {statement(rest + R"(, "Action": {"a": 1})"), "Action is a text"},
      {statement(rest + R"(, "Action": null)"), "Action is a text"},
      {statement(rest + R"(, "Action": [["s3:GetObject"]])"), "Action is a text"},
      {statement(rest + R"(, "Action": "GetObject")"), "GetObject is no action"},
      {statement(rest + R"(, "Action": "s3:")"), "s3: is no action"},
      {statement(rest + R"(, "Action": "s3*:Get")"), "is no action"},
      {statement(rest + R"(, "Action": "s3:Get Object")"), "is no action"},
      {statement(R"("Effect": "Allow", "Action": "*", "Resource": "images")"), "neither an ARN"},
      {statement(R"("Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3")"),
       "neither an ARN"},
      {statement(rest + R"(, "Action": "*", "Principal": "*")"), "no Principal"},
      {statement(rest + R"(, "Action": "*", "Resources": "*")"), "no Resources"},
      {statement(rest + R"(, "Action": "*", "Sid": "a b")"), "letters and digits"},
      {statement(rest + R"(, "Action": "*", "Sid": 7)"), "letters and digits"},
      {statement(rest + R"(, "Action": "*", "Condition": [])"), "Condition is an object"},
      {statement(rest + R"(, "Action": "*", "Condition": {"StringLike": "x"})"), "is an object"},
      {statement(rest + R"(, "Action": "*", "Condition": {"StringLike": {"k": []}})"),
       "k is empty"},
  };
  for (const auto& [document, reason] : cases) {
    EXPECT_THAT(refusal(document), HasSubstr(reason)) << document.substr(0, 200);
  }
}

TEST(PolicyDocument, IsRefusedForWhatCannotBeEvaluatedHere) {
  EXPECT_THAT(refusal(statement(R"("Effect": "Allow", "Action": "*",
                                  "Resource": "arn:aws:s3:::b/${aws:username}/*")")),
              HasSubstr("policy variables: arn:aws:s3:::b/${aws:username}/*"));
  EXPECT_THAT(refusal(statement(std::string(kRest) +
                                R"(, "Action": "*", "Condition": {"IpAddress": {"k": "v"}})")),
              HasSubstr("condition operator IpAddress"));
}

TEST(PolicyDocument, SaysWhichStatementIsRefused) {
  EXPECT_THAT(refusal(R"({"Statement": [
                  {"Effect": "Allow", "Action": "*", "Resource": "*"},
                  {"Effect": "Allow", "Action": "x", "Resource": "*"}]})"),
              HasSubstr("statement 2: x is no action"));
  EXPECT_THAT(refusal(R"({"Statement": [
                  {"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"},
                  {"Sid": "A", "Effect": "Allow", "Action": "*", "Resource": "*"}]})"),
              HasSubstr("two statements have the Sid A"));
}

}  // namespace
}  // namespace shrike::local
