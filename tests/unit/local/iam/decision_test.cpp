#include "infra/local/iam/decision.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

Decision decide_by(const std::string& statements, const AccessRequest& request) {
  return decide({parse_policy(R"({"Statement": [)" + statements + "]}")}, request);
}

const AccessRequest kRead{"s3:GetObject", "arn:aws:s3:::images/a.jpg"};
constexpr const char* kAllow =
    R"({"Sid": "Read", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::images/*"})";

TEST(Decision, IsNoWhereNothingAllows) {
  const auto decision = decide({}, kRead);
  EXPECT_EQ(decision.outcome, Outcome::NotAllowed);
  EXPECT_EQ(decision.statement, "");
}

TEST(Decision, NamesTheFirstStatementThatAllows) {
  const auto decision =
      decide_by(std::string(kAllow) +
                    R"(, {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"})",
                kRead);
  EXPECT_TRUE(decision.allowed());
  EXPECT_EQ(decision.statement, "Read");
}

TEST(Decision, IsNoByADenialWhateverAllowsAndWherever) {
  constexpr const char* kDeny =
      R"({"Sid": "No", "Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::*/a.jpg"})";
  for (const auto& statements :
       {std::string(kAllow) + ", " + kDeny, std::string(kDeny) + ", " + kAllow}) {
    const auto decision = decide_by(statements, kRead);
    EXPECT_EQ(decision.outcome, Outcome::DeniedExplicitly);
    EXPECT_EQ(decision.statement, "No");
  }
  const auto elsewhere = decide({parse_policy(R"({"Statement": )" + std::string(kAllow) + "}"),
                                 parse_policy(R"({"Statement": )" + std::string(kDeny) + "}")},
                                kRead);
  EXPECT_EQ(elsewhere.outcome, Outcome::DeniedExplicitly);
}

TEST(Decision, KnowsNoCaseInActionsAndKnowsItInResources) {
  constexpr const char* kShouted =
      R"({"Effect": "Allow", "Action": "S3:GETOBJECT", "Resource": "arn:aws:s3:::images/A.jpg"})";
  EXPECT_FALSE(decide_by(kShouted, kRead).allowed());
  EXPECT_TRUE(decide_by(kShouted, {"s3:GetObject", "arn:aws:s3:::images/A.jpg"}).allowed());
}

TEST(Decision, TakesNotActionAndNotResourceForAllOthers) {
  constexpr const char* kOthers =
      R"({"Effect": "Allow", "NotAction": "s3:Delete*", "NotResource": "arn:aws:s3:::secret/*"})";
  EXPECT_TRUE(decide_by(kOthers, kRead).allowed());
  EXPECT_FALSE(decide_by(kOthers, {"s3:DeleteObject", "arn:aws:s3:::images/a.jpg"}).allowed());
  EXPECT_FALSE(decide_by(kOthers, {"s3:GetObject", "arn:aws:s3:::secret/a.jpg"}).allowed());
}

TEST(Decision, DemandsEveryConditionOfAStatement) {
  constexpr const char* kListing =
      R"({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::images",
          "Condition": {"StringLike": {"s3:prefix": "uploads/*"}, "Bool": {"aws:SecureTransport": "true"}}})";
  AccessRequest list{"s3:ListBucket", "arn:aws:s3:::images", {{"s3:prefix", "uploads/x"}}};
  EXPECT_FALSE(decide_by(kListing, list).allowed());
  list.context["aws:securetransport"] = "true";
  EXPECT_TRUE(decide_by(kListing, list).allowed());
  list.context["s3:prefix"] = "private/";
  EXPECT_FALSE(decide_by(kListing, list).allowed());
}

}  // namespace
}  // namespace shrike::local
