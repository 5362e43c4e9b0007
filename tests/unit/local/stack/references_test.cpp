#include "infra/local/stack/references.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

struct Names {
  const char* id;
  const char* resource;
  const char* name;
};

class NameOfAResource : public testing::TestWithParam<Names> {};

TEST_P(NameOfAResource, IsItsLogicalIdInDashes) {
  EXPECT_EQ(name_for(GetParam().id, nlohmann::json::parse(GetParam().resource)), GetParam().name);
}

constexpr const char* kByHand = R"({"Type":"AWS::Lambda::Function"})";
constexpr const char* kByCdk =
    R"({"Type":"AWS::Lambda::Function","Metadata":{"aws:cdk:path":"Stack/Process/Resource"}})";

INSTANTIATE_TEST_SUITE_P(
    All, NameOfAResource,
    testing::Values(Names{"Process", kByHand, "process"},
                    Names{"CompareFaces", kByHand, "compare-faces"}, Names{"DLQ", kByHand, "dlq"},
                    Names{"ImagesDLQueue", kByHand, "images-dl-queue"},
                    Names{"S3Bucket", kByHand, "s3-bucket"}, Names{"lower", kByHand, "lower"},
                    Names{"ProcessF2DE8A0B", kByCdk, "process"},
                    Names{"ProcessF2DE8A0B", kByHand, "process-f2-de8-a0-b"},
                    Names{"F2DE8A0B", kByCdk, "f2-de8-a0-b"},
                    Names{"Jobs", R"({"Type":"AWS::SQS::Queue","Properties":{"FifoQueue":true}})",
                          "jobs.fifo"}));

constexpr const char* kResources =
    R"("Role":{"Type":"AWS::IAM::Role","Properties":{"Path":"/service/"}},
       "Named":{"Type":"AWS::IAM::Role","Properties":{"RoleName":"me"}},
       "Managed":{"Type":"AWS::IAM::ManagedPolicy"},
       "Log":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":{"Fn::Sub":"/aws/${AWS::StackName}"}}},
       "Queue":{"Type":"AWS::SQS::Queue"},
       "Topic":{"Type":"AWS::SNS::Topic"},
       "Table":{"Type":"AWS::DynamoDB::Table","Properties":{"AttributeDefinitions":[],"KeySchema":[]}},
       "Machine":{"Type":"AWS::StepFunctions::StateMachine","Properties":{"DefinitionString":"{}"}},
       "Bucket":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":{"Fn::Join":["-",["b",{"Ref":"Topic"}]]}}},
       "Alarm":{"Type":"AWS::CloudWatch::Alarm"},
       "Board":{"Type":"AWS::CloudWatch::Dashboard"},)";

TEST(References, AreAsCloudFormationHasThem) {
  for (const auto& [written, expected] : {
           std::pair{R"({"Ref":"Role"})", "role"},
           {R"({"Fn::GetAtt":["Role","Arn"]})", "arn:aws:iam::000000000000:role/service/role"},
           {R"({"Fn::GetAtt":["Named","Arn"]})", "arn:aws:iam::000000000000:role/me"},
           {R"({"Ref":"Managed"})", "arn:aws:iam::000000000000:policy/managed"},
           {R"({"Ref":"Log"})", "/aws/shrike"},
           {R"({"Fn::GetAtt":["Log","Arn"]})",
            "arn:aws:logs:us-east-1:000000000000:log-group:/aws/shrike:*"},
           {R"({"Ref":"Queue"})", "http://127.0.0.1:4566/000000000000/queue"},
           {R"({"Fn::GetAtt":["Queue","QueueUrl"]})", "http://127.0.0.1:4566/000000000000/queue"},
           {R"({"Fn::GetAtt":["Queue","QueueName"]})", "queue"},
           {R"({"Fn::GetAtt":["Topic","TopicName"]})", "topic"},
           {R"({"Fn::GetAtt":["Topic","TopicArn"]})", "arn:aws:sns:us-east-1:000000000000:topic"},
           {R"({"Fn::Sub":"${Table.Arn}"})", "arn:aws:dynamodb:us-east-1:000000000000:table/table"},
           {R"({"Fn::GetAtt":["Machine","Name"]})", "machine"},
           {R"({"Fn::GetAtt":["Bucket","DomainName"]})",
            "b-arn:aws:sns:us-east-1:000000000000:topic.s3.amazonaws.com"},
           {R"({"Fn::GetAtt":["Bucket","RegionalDomainName"]})",
            "b-arn:aws:sns:us-east-1:000000000000:topic.s3.us-east-1.amazonaws.com"},
           {R"({"Fn::GetAtt":["Alarm","Arn"]})",
            "arn:aws:cloudwatch:us-east-1:000000000000:alarm:alarm"},
           {R"({"Ref":"Board"})", "Board"},
       }) {
    const auto stack = read_template(
        around(std::string(kResources) + R"("F":{"Type":"AWS::Lambda::Function","Properties":{
          "Environment":{"Variables":{"X":)" +
               written + "}}}}"),
        {});
    EXPECT_EQ(stack.functions.at(0).environment.at("X"), expected) << written;
  }
}

TEST(References, NamesThatNeedEachOtherAreRefused) {
  EXPECT_THAT(
      refusal_of(around(R"("A":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":{"Ref":"B"}}},
        "B":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":{"Fn::Sub":"${A}"}}})")),
      HasSubstr("Circular dependency between resources: [A, B]"));
}

TEST(References, NamesThatGrowWithoutEndAreRefused) {
  std::string resources = R"("B0":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"ab"}})";
  for (int i = 1; i < 30; ++i) {
    resources += fmt::format(
        R"(,"B{0}":{{"Type":"AWS::S3::Bucket","Properties":{{"BucketName":{{"Fn::Sub":"${{B{1}}}${{B{1}}}"}}}}}})",
        i, i - 1);
  }
  EXPECT_THAT(refusal_of(around(resources)), HasSubstr("is longer than 512 bytes"));
}

TEST(References, TwoOfAKindHaveNotTheSameName) {
  EXPECT_THAT(refusal_of(around(R"("A":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"x"}},
                                   "X":{"Type":"AWS::S3::Bucket"})")),
              HasSubstr("two buckets are called 'x'"));
}

}  // namespace
}  // namespace shrike::local
