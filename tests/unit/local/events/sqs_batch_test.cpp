#include "infra/local/events/sqs_batch.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kQueue = "arn:aws:sqs:us-east-1:000000000000:q";

std::vector<SqsRecord> records_of(const json& messages, const std::string& queue = kQueue) {
  std::vector<SqsRecord> records;
  for (const auto& message : messages) records.push_back(sqs_record(message, queue, "us-east-1"));
  return records;
}

TEST(SqsEvent, HasEveryFieldOfLambdasOwn) {
  const auto messages = json::parse(R"([{"MessageId":"m1","ReceiptHandle":"r1","Body":"hello",
    "MD5OfBody":"5d41402abc4b2a76b9719d911017c592","MD5OfMessageAttributes":"00",
    "Attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1","SenderId":"AID",
      "ApproximateFirstReceiveTimestamp":"2","MessageGroupId":"g"},
    "MessageAttributes":{"a":{"StringValue":"x","DataType":"String"},
      "b":{"BinaryValue":"AAE=","DataType":"Binary"}}}])");
  EXPECT_EQ(json::parse(sqs_event(records_of(messages))), json::parse(R"({"Records":[{
    "messageId":"m1","receiptHandle":"r1","body":"hello",
    "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1","SenderId":"AID",
      "ApproximateFirstReceiveTimestamp":"2","MessageGroupId":"g"},
    "messageAttributes":{
      "a":{"stringValue":"x","stringListValues":[],"binaryListValues":[],"dataType":"String"},
      "b":{"binaryValue":"AAE=","stringListValues":[],"binaryListValues":[],"dataType":"Binary"}},
    "md5OfMessageAttributes":"00","md5OfBody":"5d41402abc4b2a76b9719d911017c592",
    "eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:000000000000:q",
    "awsRegion":"us-east-1"}]})"));
}

TEST(SqsEvent, KeepsTheOrderOfTheMessagesAndWhatHasNoAttributes) {
  const auto messages =
      json::parse(R"([{"MessageId":"2","ReceiptHandle":"r","Body":"","MD5OfBody":"0"},
    {"MessageId":"1","ReceiptHandle":"r","Body":"","MD5OfBody":"0"}])");
  const auto event = json::parse(sqs_event(records_of(messages)));
  EXPECT_EQ(event["Records"][0]["messageId"], "2");
  EXPECT_EQ(event["Records"][1]["messageId"], "1");
  EXPECT_EQ(event["Records"][0]["attributes"], json::object());
  EXPECT_EQ(event["Records"][0]["messageAttributes"], json::object());
}

TEST(SqsEvent, IsOfNoMoreBytesThanItsLimitAsItIsWritten) {
  // Twice as long in JSON.
  const json message{{"MessageId", "1"},
                     {"ReceiptHandle", "r"},
                     {"Body", std::string(1000, '"')},
                     {"MD5OfBody", "0"}};
  const auto three = records_of({message, message, message});
  const auto size = sqs_event(three).size();
  EXPECT_EQ(cut_to_size(three, size).size(), 1U);
  const auto cut = cut_to_size(three, size - 1);
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_EQ(cut[0].size(), 2U);
  EXPECT_EQ(cut[1].size(), 1U);
  EXPECT_EQ(sqs_event(cut[0]).size() - sqs_event(cut[1]).size(), three[0].json.size() + 1);
}

TEST(SqsEvent, HasAMessageThatIsTooLargeToItself) {
  const json small{{"MessageId", "1"}, {"ReceiptHandle", "r"}, {"Body", ""}, {"MD5OfBody", "0"}};
  auto large = small;
  large["Body"] = std::string(10'000, 'x');
  const auto cut = cut_to_size(records_of({small, large, small}), 1000);
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_EQ(cut[1].size(), 1U);
  EXPECT_TRUE(cut_to_size({}, 1000).empty());
}

TEST(SqsRecords, HaveAGroupOfAFifoQueueOnly) {
  const json message{{"MessageId", "1"},
                     {"ReceiptHandle", "r"},
                     {"Body", ""},
                     {"MD5OfBody", "0"},
                     {"Attributes", {{"MessageGroupId", "g"}}}};
  EXPECT_EQ(records_of(json::array({message}), std::string(kQueue) + ".fifo").front().group, "g");
  EXPECT_EQ(records_of(json::array({message})).front().group, "");
}

struct Answer {
  const char* name;
  const char* text;
  std::set<std::string> failed;
};

const std::set<std::string> kIds{"a", "b", "c"};

class Answers : public testing::TestWithParam<Answer> {};

TEST_P(Answers, LeaveTheMessagesInTheQueueThatLambdaWouldLeave) {
  EXPECT_EQ(failed_messages(GetParam().text, kIds), GetParam().failed);
}

INSTANTIATE_TEST_SUITE_P(
    All, Answers,
    testing::Values(
        Answer{"Empty", "", {}}, Answer{"Null", "null", {}}, Answer{"Object", "{}", {}},
        Answer{"NullList", R"({"batchItemFailures":null})", {}},
        Answer{"EmptyList", R"({"batchItemFailures":[]})", {}},
        Answer{"One", R"({"batchItemFailures":[{"itemIdentifier":"b"}]})", {"b"}},
        Answer{"Two",
               R"({"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"c"}]})",
               {"b", "c"}},
        Answer{"NotJson", "done", kIds}, Answer{"CutOff", R"({"batchItemFailures":[)", kIds},
        Answer{"AnUnknownId", R"({"batchItemFailures":[{"itemIdentifier":"z"}]})", kIds},
        Answer{"AnEmptyId", R"({"batchItemFailures":[{"itemIdentifier":""}]})", kIds},
        Answer{"ANullId", R"({"batchItemFailures":[{"itemIdentifier":null}]})", kIds},
        Answer{"AnotherMember", R"({"batchItemFailures":[{"foo":"notvalid"}]})", kIds},
        Answer{"TextsForItems", R"({"batchItemFailures":["b"]})", kIds},
        Answer{"NoList", R"({"batchItemFailures":"b"})", kIds}),
    [](const testing::TestParamInfo<Answer>& row) { return row.param.name; });

}  // namespace
}  // namespace shrike::local
