#include "infra/local/iam/service_access.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"
#include "tests/unit/local/fixtures.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// "action resource" each.
std::vector<std::string> needed(std::string_view service, const std::string& target,
                                const std::string& body, const std::string& query = "") {
  TextBody unread("");
  ServerRequest request{.method = "POST",
                        .path = "/",
                        .query = query,
                        .headers = {},
                        .peer_address = "127.0.0.1",
                        .body = unread};
  if (!target.empty()) request.headers.set("X-Amz-Target", target);
  std::vector<std::string> list;
  for (const auto& each : service_access(service, request, body, {"eu-west-1", "123456789012"})) {
    list.push_back(each.action + " " + each.resource);
  }
  return list;
}

std::string refusal(std::string_view service, const std::string& target, const std::string& body) {
  try {
    static_cast<void>(needed(service, target, body));
  } catch (const AwsFault& fault) {
    return fault.code();
  }
  return "told";
}

TEST(ServiceAccess, OfTheJsonServicesIsTheTargetOnWhatTheBodyNames) {
  struct Case {
    const char* service;
    const char* target;
    const char* body;
    const char* needed;
  };
  const Case cases[] = {
      {"rekognition", "RekognitionService.DetectLabels", "{}", "rekognition:DetectLabels *"},
      {"dynamodb", "DynamoDB_20120810.UpdateItem", R"({"TableName": "tasks"})",
       "dynamodb:UpdateItem arn:aws:dynamodb:eu-west-1:123456789012:table/tasks"},
      {"dynamodb", "DynamoDB_20120810.GetItem",
       R"({"TableName": "arn:aws:dynamodb:us-east-1:1:table/t"})",
       "dynamodb:GetItem arn:aws:dynamodb:us-east-1:1:table/t"},
      {"dynamodb", "DynamoDB_20120810.Query", R"({"TableName": "tasks", "IndexName": "by-day"})",
       "dynamodb:Query arn:aws:dynamodb:eu-west-1:123456789012:table/tasks/index/by-day"},
      {"dynamodb", "DynamoDB_20120810.ListTables", "{}", "dynamodb:ListTables *"},
      {"states", "AWSStepFunctions.StartExecution",
       R"({"stateMachineArn": "arn:aws:states:eu-west-1:1:stateMachine:w", "input": "{}"})",
       "states:StartExecution arn:aws:states:eu-west-1:1:stateMachine:w"},
      {"states", "AWSStepFunctions.DescribeExecution", R"({"executionArn": "arn:e"})",
       "states:DescribeExecution arn:e"},
      {"sqs", "AmazonSQS.SendMessageBatch",
       R"({"QueueUrl": "http://127.0.0.1:1/123456789012/failures"})",
       "sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:failures"},
      {"sqs", "AmazonSQS.GetQueueUrl", R"({"QueueName": "failures"})",
       "sqs:GetQueueUrl arn:aws:sqs:eu-west-1:123456789012:failures"},
      {"sqs", "AmazonSQS.ListQueues", "", "sqs:ListQueues *"},
  };
  for (const auto& [service, target, body, expected] : cases) {
    EXPECT_THAT(needed(service, target, body), ElementsAre(expected));
  }
}

TEST(ServiceAccess, OfTheFormsIsTheirActionOnWhatTheyName) {
  const std::pair<const char*, const char*> cases[] = {
      {"Action=Publish&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A1%3At&Message=a+b",
       "sns:Publish arn:aws:sns:eu-west-1:1:t"},
      {"Action=PublishBatch&TopicArn=arn:t", "sns:Publish arn:t"},
      {"Action=Publish&TargetArn=arn:d", "sns:Publish arn:d"},
      {"Action=Unsubscribe&SubscriptionArn=arn:aws:sns:e:1:t:11-22",
       "sns:Unsubscribe arn:aws:sns:e:1:t"},
      {"Action=CreateTopic&Name=t", "sns:CreateTopic arn:aws:sns:eu-west-1:123456789012:t"},
      {"Action=Publish&PhoneNumber=%2B1", "sns:Publish *"},
  };
  for (const auto& [body, expected] : cases) {
    EXPECT_THAT(needed("sns", "", body), ElementsAre(expected)) << body;
  }
  EXPECT_THAT(needed("sns", "", "", "Action=Publish&TopicArn=arn:t"),
              ElementsAre("sns:Publish arn:t"));
  EXPECT_THAT(needed("sts", "", "Action=AssumeRole&RoleArn=arn:r"),
              ElementsAre("sts:AssumeRole arn:r"));
}

TEST(ServiceAccess, OfABatchIsOneForEachTable) {
  EXPECT_THAT(
      needed("dynamodb", "D.BatchWriteItem", R"({"RequestItems": {"a": [], "b": []}})"),
      ElementsAre("dynamodb:BatchWriteItem arn:aws:dynamodb:eu-west-1:123456789012:table/a",
                  "dynamodb:BatchWriteItem arn:aws:dynamodb:eu-west-1:123456789012:table/b"));
}

TEST(ServiceAccess, OfATransactionIsThatOfItsParts) {
  EXPECT_THAT(
      needed(
          "dynamodb", "D.TransactWriteItems",
          R"({"TransactItems": [{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}]})"),
      ElementsAre("dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/a",
                  "dynamodb:ConditionCheckItem arn:aws:dynamodb:eu-west-1:123456789012:table/b"));
}

TEST(ServiceAccess, ThatNamesNoTableIsAskedOnAllOfThem) {
  for (const char* body :
       {"{}", R"({"TransactItems": 7})", R"({"TransactItems": ["x"]})",
        R"({"TransactItems": [{"Put": 7}]})", R"({"TransactItems": {"Put": {}}})"}) {
    EXPECT_THAT(needed("dynamodb", "D.TransactWriteItems", body),
                ElementsAre("dynamodb:TransactWriteItems *"))
        << body;
  }
  EXPECT_THAT(needed("dynamodb", "D.BatchGetItem", R"({"RequestItems": []})"),
              ElementsAre("dynamodb:BatchGetItem *"));
  EXPECT_THAT(needed("dynamodb", "D.PutItem", R"({"TableName": 7})"),
              ElementsAre("dynamodb:PutItem *"));
}

TEST(ServiceAccess, OfWhoIAmIsEverybodys) {
  EXPECT_THAT(needed("sts", "", "Action=GetCallerIdentity"), IsEmpty());
}

TEST(ServiceAccess, IsRefusedWhereTheRequestDoesNotSay) {
  EXPECT_EQ(refusal("dynamodb", "D.ExecuteStatement", "{}"), "NotImplemented");
  EXPECT_EQ(refusal("dynamodb", "D.BatchExecuteStatement", "{}"), "NotImplemented");
  EXPECT_EQ(refusal("states", "A.SendTaskSuccess", R"({"taskToken": "x"})"), "NotImplemented");
  EXPECT_EQ(refusal("dynamodb", "D.PutItem", "["), "SerializationException");
  EXPECT_EQ(refusal("dynamodb", "D.PutItem", "7"), "SerializationException");
  EXPECT_EQ(refusal("sqs", "A.SendMessage", R"({"a":)" + std::string(100'000, '[')),
            "SerializationException");
  EXPECT_EQ(refusal("sns", "", "Message=x"), "InvalidAction");
  EXPECT_EQ(refusal("dynamodb", "D.", "{}"), "InvalidAction");
}

TEST(DestinationAccess, IsWhatItsServiceCallsIt) {
  const std::pair<const char*, const char*> cases[] = {
      {"arn:aws:sqs:us-east-1:1:failures", "sqs:SendMessage"},
      {"arn:aws:sns:us-east-1:1:topic", "sns:Publish"},
      {"arn:aws:lambda:us-east-1:1:function:f", "lambda:InvokeFunction"},
      {"arn:aws:events:us-east-1:1:event-bus/default", "events:PutEvents"}};
  for (const auto& [arn, action] : cases) {
    const auto list = destination_access(arn);
    ASSERT_EQ(list.size(), 1U) << arn;
    EXPECT_EQ(list[0].action, action);
    EXPECT_EQ(list[0].resource, arn);
  }
  EXPECT_EQ(destination_access("arn:aws:s3:::b")[0].resource, "arn:aws:s3:::b/*");
  EXPECT_THAT(destination_access("arn:aws:kinesis:us-east-1:1:stream/s"), IsEmpty());
  EXPECT_THAT(destination_access("failures"), IsEmpty());
}

}  // namespace
}  // namespace shrike::local
