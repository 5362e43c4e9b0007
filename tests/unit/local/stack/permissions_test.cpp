#include "infra/local/stack/permissions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

constexpr const char* kRole = R"("R":{"Type":"AWS::IAM::Role"},)";

std::string function(bool with_role) {
  return std::string(kRole) + R"("F":{"Type":"AWS::Lambda::Function","Properties":{"Timeout":20)" +
         (with_role ? R"(,"Role":{"Fn::GetAtt":["R","Arn"]})" : "") + "}},";
}

std::string notifying(const std::string& depends_on = R"("DependsOn":["P"],)") {
  return R"("B":{"Type":"AWS::S3::Bucket",)" + depends_on +
         R"("Properties":{"NotificationConfiguration":{"LambdaConfigurations":[
           {"Event":"s3:ObjectCreated:*","Function":{"Fn::GetAtt":["F","Arn"]}}]}}},)";
}

std::string permission(const std::string& properties) {
  return R"("P":{"Type":"AWS::Lambda::Permission","Properties":{)" + properties + "}}";
}

constexpr const char* kFull =
    R"("Action":"lambda:InvokeFunction","FunctionName":{"Ref":"F"},"Principal":"s3.amazonaws.com",
       "SourceArn":"arn:aws:s3:::b","SourceAccount":{"Ref":"AWS::AccountId"})";

TEST(Permissions, LetABucketNotifyAFunction) {
  EXPECT_EQ(refusal_of(around(function(true) + notifying() + permission(kFull))), "accepted");
}

TEST(Permissions, MustBeMadeBeforeTheBucket) {
  EXPECT_THAT(refusal_of(around(function(true) + notifying("") + permission(kFull))),
              HasSubstr("P may be made after the bucket, which must DependsOn it"));
}

TEST(Permissions, ThatDoNotFitAreAsNone) {
  for (const auto* properties : {
           R"("Action":"lambda:InvokeFunction","FunctionName":"g","Principal":"s3.amazonaws.com")",
           R"("Action":"lambda:GetFunction","FunctionName":"f","Principal":"s3.amazonaws.com")",
           R"("Action":"lambda:InvokeFunction","FunctionName":"f","Principal":"sns.amazonaws.com")",
           R"("Action":"lambda:InvokeFunction","FunctionName":"f","Principal":"s3.amazonaws.com",
              "SourceArn":"arn:aws:s3:::c")",
           R"("Action":"lambda:InvokeFunction","FunctionName":"f","Principal":"s3.amazonaws.com",
              "SourceAccount":"111111111111")",
       }) {
    EXPECT_THAT(refusal_of(around(function(true) + notifying() + permission(properties))),
                HasSubstr("bucket b: Unable to validate the following destination configurations"))
        << properties;
  }
}

TEST(Permissions, MayNameTheFunctionByItsArnAndTheSourceByAPattern) {
  for (const auto* properties : {
           R"("Action":"lambda:InvokeFunction","FunctionName":{"Fn::GetAtt":["F","Arn"]},
              "Principal":"s3.amazonaws.com","SourceArn":"arn:aws:s3:::*")",
           R"("Action":"lambda:*","FunctionName":"f","Principal":"s3.amazonaws.com")",
           R"("Action":"lambda:InvokeFunction","FunctionName":"f","Principal":"s3.amazonaws.com",
              "SourceArn":"arn:*:s3:::?*")",
       }) {
    EXPECT_EQ(refusal_of(around(function(true) + notifying() + permission(properties))), "accepted")
        << properties;
  }
}

TEST(Permissions, AreNotAskedOfATemplateWithoutRoles) {
  EXPECT_EQ(
      refusal_of(around(function(false) + notifying("") + R"("C":{"Type":"AWS::S3::Bucket"})")),
      "accepted");
}

TEST(Permissions, AreAskedOfTopicsAndRulesToo) {
  const std::string topic =
      R"("T":{"Type":"AWS::SNS::Topic","Properties":{"Subscription":[
        {"Protocol":"lambda","Endpoint":{"Fn::GetAtt":["F","Arn"]}}]}},)";
  EXPECT_THAT(refusal_of(around(function(true) + topic + permission(kFull))),
              HasSubstr("topic t: no AWS::Lambda::Permission lets sns.amazonaws.com notify"));
  EXPECT_EQ(refusal_of(around(function(true) + topic +
                              permission(R"("Action":"lambda:InvokeFunction","FunctionName":"f",
                  "Principal":"sns.amazonaws.com","SourceArn":{"Ref":"T"})"))),
            "accepted");
  const std::string rule =
      R"("U":{"Type":"AWS::Events::Rule","Properties":{"EventPattern":{"source":["aws.s3"]},
        "Targets":[{"Id":"f","Arn":{"Fn::GetAtt":["F","Arn"]}}]}},)";
  EXPECT_THAT(refusal_of(around(function(true) + rule + permission(kFull))),
              HasSubstr("rule u: no AWS::Lambda::Permission lets events.amazonaws.com notify"));
  EXPECT_EQ(refusal_of(around(function(true) + rule +
                              permission(R"("Action":"lambda:InvokeFunction","FunctionName":"f",
                  "Principal":"events.amazonaws.com","SourceArn":{"Fn::GetAtt":["U","Arn"]})"))),
            "accepted");
}

std::string to_queue(const std::string& statement) {
  return around(function(true) + R"("Q":{"Type":"AWS::SQS::Queue"},
    "B":{"Type":"AWS::S3::Bucket","DependsOn":"P","Properties":{"NotificationConfiguration":{
      "QueueConfigurations":[{"Event":"s3:ObjectCreated:*","Queue":{"Fn::GetAtt":["Q","Arn"]}}]}}},
    "P":{"Type":"AWS::SQS::QueuePolicy","Properties":{"Queues":[{"Ref":"Q"}],"PolicyDocument":{
      "Statement":[{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*",
        "Condition":{"Bool":{"aws:SecureTransport":"false"}}},)" +
                statement + "]}}}");
}

TEST(QueuePolicies, LetABucketNotifyAQueue) {
  for (
      const auto* statement : {
          R"({"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sqs:SendMessage",
               "Resource":{"Fn::GetAtt":["Q","Arn"]},"Condition":{
                 "ArnLike":{"aws:SourceArn":"arn:aws:s3:::b"},
                 "StringEquals":{"aws:SourceAccount":"000000000000"}}})",
          R"({"Effect":"Allow","Principal":"*","Action":["SQS:Send*"],"Resource":"*"})",
      }) {
    EXPECT_EQ(refusal_of(to_queue(statement)), "accepted") << statement;
  }
}

TEST(QueuePolicies, ThatDoNotFitAreAsNone) {
  for (const auto* statement : {
           R"({"Effect":"Deny","Principal":"*","Action":"sqs:SendMessage","Resource":"*"})",
           R"({"Effect":"Allow","Principal":"*","Action":"sqs:ReceiveMessage","Resource":"*"})",
           R"({"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"},
              {"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*","Condition":{
                "ArnNotEquals":{"aws:SourceArn":"arn:aws:s3:::other"}}})",
           R"({"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"arn:x"})",
           R"({"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},
               "Action":"sqs:SendMessage","Resource":"*"})",
           R"({"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*",
               "Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::other"}}})",
           R"({"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*",
               "Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}})",
       }) {
    EXPECT_THAT(refusal_of(to_queue(statement)),
                HasSubstr("no AWS::SQS::QueuePolicy lets s3.amazonaws.com notify"))
        << statement;
  }
}

}  // namespace
}  // namespace shrike::local
