#include "handlers/aws/dynamodb.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using nlohmann::json;
using test::error_from;
using test::header_of;
using testing::HasSubstr;

/// Recorded from DynamoDB, with the item that was asked for.
const std::string kConditionFailed =
    R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
    R"("message":"The conditional request failed","Item":{"sequencer":{"S":"06"}}})";

class DynamoDbTest : public test::AwsFixture {
 protected:
  UpdatedItem update(const json& input = {{"TableName", "tasks"}}) {
    DynamoDbClient table(client("dynamodb"));
    return table.update_item(input, scope());
  }

  Error failure(const json& input = {{"TableName", "tasks"}}) {
    return error_from([&] { update(input); });
  }
};

TEST_F(DynamoDbTest, SpeaksJson10) {
  std::string sent;
  transport_.then([&](const HttpRequest& request) {
    sent = request.body;
    return HttpResponse{.status = 200, .headers = {}, .body = "{}"};
  });
  const auto updated = update({{"TableName", "tasks"}, {"Key", {{"PK", {{"S", "user#ü"}}}}}});
  EXPECT_TRUE(updated.condition_held);
  EXPECT_TRUE(updated.attributes.empty());
  EXPECT_EQ(sent, R"({"Key":{"PK":{"S":"user#ü"}},"TableName":"tasks"})");
  const auto& request = transport_.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://dynamodb.eu-central-1.amazonaws.com/");
  EXPECT_EQ(header_of(request, "Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(header_of(request, "X-Amz-Target"), "DynamoDB_20120810.UpdateItem");
  EXPECT_THAT(header_of(request, "Authorization"),
              HasSubstr("/eu-central-1/dynamodb/aws4_request"));
}

TEST_F(DynamoDbTest, ReturnsTheAttributesThatWereAskedFor) {
  transport_.answer(200, {}, R"({"Attributes":{"upload":{"S":"a.jpg"}}})");
  EXPECT_EQ(update().attributes, json::parse(R"({"upload":{"S":"a.jpg"}})"));
}

TEST_F(DynamoDbTest, TakesAConditionThatDoesNotHoldForAnAnswer) {
  transport_.answer(400, {}, kConditionFailed);
  const auto updated = update();
  EXPECT_FALSE(updated.condition_held);
  EXPECT_EQ(updated.attributes, json::parse(R"({"sequencer":{"S":"06"}})"));
  EXPECT_EQ(transport_.requests().size(), 1U);
}

TEST_F(DynamoDbTest, TakesAConditionThatDoesNotHoldForAnAnswerHoweverLargeTheItemIs) {
  // An item's 400 KiB count no punctuation: this one's 8,000 numbers have some 700 as JSON.
  json answer = json::parse(kConditionFailed);
  for (int i = 0; i < 8'000; ++i) {
    answer["Item"]["seq:" + std::to_string(100'000'000 + i)] = {{"S", std::string(60, '5')}};
  }
  transport_.answer(400, {}, answer.dump());
  const auto updated = update();
  EXPECT_FALSE(updated.condition_held);
  EXPECT_EQ(updated.attributes, answer["Item"]);
}

TEST_F(DynamoDbTest, SaysThatAnItemHasNoRoom) {
  transport_.answer(400, {},
                    R"({"__type":"com.amazon.coral.validate#ValidationException","message":)"
                    R"("Item size to update has exceeded the maximum allowed size"})");
  const Error error = failure();
  EXPECT_EQ(error.type(), "DynamoDB.ItemTooLarge");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
}

TEST_F(DynamoDbTest, TakesAnswersOfAnotherShapeForEmptyOnes) {
  for (const auto* body : {R"({"Attributes":null})", R"({"Attributes":"x"})", R"({"Item":{}})"}) {
    transport_.answer(200, {}, body);
    EXPECT_EQ(update().attributes, json::object());
  }
}

TEST_F(DynamoDbTest, NamesFailuresWithoutNamespaceAndSuffix) {
  for (const auto& [code, type] : {std::pair{"ResourceNotFoundException", "ResourceNotFound"},
                                   {"ValidationException", "Validation"},
                                   {"AccessDeniedException", "AccessDenied"},
                                   {"TransactionConflictException", "TransactionConflict"}}) {
    transport_.answer(400, {},
                      std::string(R"({"__type":"com.amazonaws.dynamodb.v20120810#)") + code +
                          R"(","message":"why"})");
    const auto error = failure();
    EXPECT_EQ(error.type(), std::string("DynamoDB.") + type);
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
  }
}

TEST_F(DynamoDbTest, TriesAgainWhenItIsThrottled) {
  for (const auto* code : {"ProvisionedThroughputExceededException", "ThrottlingException",
                           "RequestLimitExceeded", "InternalServerError"}) {
    transport_.answer(400, {}, std::string(R"({"__type":")") + code + R"("})");
    transport_.answer(200, {}, "{}");
    EXPECT_TRUE(update().condition_held) << code;
  }
}

TEST_F(DynamoDbTest, AsksAgainForAnAnswerThatIsNotThatOfItsChecksum) {
  transport_.answer(200, {{"x-amz-crc32", "1"}}, "{}");
  transport_.answer(400, {{"x-amz-crc32", "2"}}, kConditionFailed);
  transport_.answer(200, {{"x-amz-crc32", "2745614147"}}, "{}");
  EXPECT_TRUE(update().condition_held);
  EXPECT_EQ(transport_.requests().size(), 3U);
}

TEST_F(DynamoDbTest, GivesUpOnAnswersThatAreNotThoseOfTheirChecksums) {
  for (const auto* stated : {"1", "", "0xa3a6bf43"}) {
    transport_.answer(200, {{"x-amz-crc32", stated}}, "{}");
  }
  const auto error = failure();
  EXPECT_EQ(error.type(), "Service.Unavailable");
  EXPECT_EQ(error.kind(), ErrorKind::Retry);
}

TEST_F(DynamoDbTest, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(failure({{"TableName", "\xff"}}).type(), "Aws.InputInvalid");
  EXPECT_TRUE(transport_.requests().empty());
}

}  // namespace
}  // namespace shrike
