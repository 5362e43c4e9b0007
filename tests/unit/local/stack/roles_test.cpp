#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// A template of the function F with this role, and these resources beside it.
std::string with_role(const std::string& role, const std::string& beside = "") {
  return around(
      R"("F":{"Type":"AWS::Lambda::Function","Properties":{"Role":{"Fn::GetAtt":["R","Arn"]}}},
    "R":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"r")" +
      role + "}}" + beside);
}

std::vector<std::string> sids(const std::string& text) {
  const auto stack = read_template(text, {});
  std::vector<std::string> sids;
  for (const auto& document : stack.functions.at(0).role_policies.value()) {
    sids.push_back(json::parse(document)["Statement"][0]["Sid"]);
  }
  return sids;
}

std::string policy(const std::string& sid) {
  return R"("PolicyName":"p","PolicyDocument":{"Statement":[{"Sid":")" + sid + R"("}]})";
}

TEST(Roles, AFunctionWithoutOneHasNoPolicies) {
  const auto stack = read_template(around(R"("F":{"Type":"AWS::Lambda::Function"})"), {});
  EXPECT_EQ(stack.functions.at(0).role_policies, std::nullopt);
}

TEST(Roles, OfSomewhereElseHaveNoPoliciesHere) {
  const auto stack = read_template(around(R"("F":{"Type":"AWS::Lambda::Function","Properties":{
    "Role":"arn:aws:iam::1:role/other"}})"),
                                   {});
  EXPECT_EQ(stack.functions.at(0).role_policies, std::nullopt);
}

TEST(Roles, ThatAllowNothingHaveAnEmptyList) { EXPECT_TRUE(sids(with_role("")).empty()); }

TEST(Roles, BringTheirOwnPoliciesWithReferencesResolved) {
  const auto stack = read_template(
      with_role(R"(,"Policies":[{"PolicyName":"p","PolicyDocument":{"Statement":[{"Effect":"Allow",
        "Action":"s3:GetObject","Resource":{"Fn::Sub":"${B.Arn}/*"}},
        {"Fn::If":["No",{"Sid":"Never"},{"Ref":"AWS::NoValue"}]}]}}])",
                R"(,"B":{"Type":"AWS::S3::Bucket"}},"Conditions":{"No":{"Fn::Equals":["a","b"]})"),
      {});
  const auto& policies = stack.functions.at(0).role_policies.value();
  ASSERT_EQ(policies.size(), 1U);
  EXPECT_EQ(json::parse(policies[0]), json::parse(R"({"Statement":[{"Effect":"Allow",
    "Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]})"));
}

TEST(Roles, BringThePoliciesBesideThem) {
  EXPECT_THAT(
      sids(with_role(
          R"(,"Policies":[{)" + policy("Own") + R"(}],"ManagedPolicyArns":[{"Ref":"M"}])",
          R"(,"M":{"Type":"AWS::IAM::ManagedPolicy","Properties":{)" + policy("ByArn") +
              R"(}},"N":{"Type":"AWS::IAM::ManagedPolicy","Properties":{"Roles":[{"Ref":"R"}],)" +
              policy("Attached") +
              R"(}},"P":{"Type":"AWS::IAM::Policy","Properties":{"Roles":[{"Ref":"R"}],)" +
              policy("Policy") +
              R"(}},"Q":{"Type":"AWS::IAM::RolePolicy","Properties":{"RoleName":{"Ref":"R"},)" +
              policy("RolePolicy") +
              R"(}},"S":{"Type":"AWS::IAM::Policy","Properties":{"Roles":["another"],)" +
              policy("Anothers") + "}}")),
      testing::UnorderedElementsAre("Own", "ByArn", "Attached", "Policy", "RolePolicy"));
}

TEST(Roles, KnowAwsOwnPoliciesOfWhatThePlatformDoes) {
  EXPECT_THAT(sids(with_role(R"(,"ManagedPolicyArns":[
    {"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]]},
    "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
    "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"])")),
              testing::ElementsAre("AWSLambdaBasicExecutionRole", "AWSXRayDaemonWriteAccess",
                                   "AWSLambdaSQSQueueExecutionRole"));
}

TEST(Roles, ThatCannotBeEvaluatedAreRefused) {
  EXPECT_THAT(refusal_of(with_role(
                  R"(,"ManagedPolicyArns":["arn:aws:iam::aws:policy/AmazonS3FullAccess"])")),
              HasSubstr("R.ManagedPolicyArns: arn:aws:iam::aws:policy/AmazonS3FullAccess"));
  EXPECT_THAT(refusal_of(with_role(R"(,"PermissionsBoundary":"arn:aws:iam::1:policy/x")")),
              HasSubstr("R.PermissionsBoundary"));
  EXPECT_THAT(refusal_of(with_role(R"(,"Policies":[{"PolicyName":"p"}])")),
              HasSubstr("PolicyDocument: is missing"));
  EXPECT_THAT(refusal_of(with_role(R"(,"Policies":"all")")), HasSubstr("must be a list"));
}

TEST(Roles, OfNoFunctionAreNotRead) {
  EXPECT_EQ(refusal_of(around(R"("R":{"Type":"AWS::IAM::Role","Properties":{
    "ManagedPolicyArns":["arn:aws:iam::aws:policy/AmazonS3FullAccess"]}})")),
            "accepted");
}

}  // namespace
}  // namespace shrike::local
