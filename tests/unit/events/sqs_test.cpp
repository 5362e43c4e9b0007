#include "handlers/events/sqs.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/events/fixtures.h"

namespace shrike {
namespace {

using fixtures::parsed;
using nlohmann::json;
using testing::ElementsAre;

json message(const std::string& body) {
  json event = fixtures::event("sqs-ten");
  event["Records"] = json::array({event["Records"][0]});
  event["Records"][0]["body"] = body;
  return event;
}

EventItem item_of(const std::string& body) { return parsed(message(body)).items.at(0); }

TEST(Sqs, ReadsEveryKindOfBody) {
  const Event event = parsed(std::string("sqs-every-body"));
  EXPECT_EQ(event.source, EventSource::Sqs);
  ASSERT_EQ(event.items.size(), 8U);
  for (const std::size_t index : {0U, 1U, 2U, 4U}) {
    const EventItem& item = event.items[index];
    EXPECT_TRUE(item.malformed.empty()) << index;
    ASSERT_EQ(item.records.size(), 1U) << index;
    EXPECT_EQ(item.records[0].object.key.str(), "holiday/my photo+1.png") << index;
    EXPECT_EQ(item.records[0].action, EventAction::Created) << index;
  }
  for (const std::size_t index : {3U, 5U}) {
    EXPECT_EQ(event.items[index].tested_bucket, "archive") << index;
    EXPECT_TRUE(event.items[index].records.empty() && event.items[index].malformed.empty());
  }
  EXPECT_EQ(event.items[6].malformed.at(0).type(), "Event.Malformed");  // no JSON
  EXPECT_EQ(event.items[7].malformed.at(0).type(), "Event.Unknown");    // wrapped too often
}

TEST(Sqs, KnowsItsMessagesByTheirIds) {
  const Event event = parsed(std::string("sqs-ten"));
  ASSERT_EQ(event.items.size(), 10U);
  EXPECT_EQ(event.items[0].id, "00000000-2bb4-41ea-8021-c0d0c7d3f2c9");
  EXPECT_EQ(event.items[9].id, "00000009-2bb4-41ea-8021-c0d0c7d3f2c9");
}

TEST(Sqs, TellsAFifoQueueByItsArnAlone) {
  EXPECT_EQ(parsed(std::string("sqs-fifo")).source, EventSource::SqsFifo);
  json grouped = fixtures::event("sqs-ten");
  grouped["Records"][0]["attributes"]["MessageGroupId"] = "tenant-7";
  EXPECT_EQ(parsed(grouped).source, EventSource::Sqs);
}

TEST(Sqs, TakesSeveralRecordsOfOneBody) {
  json notification = fixtures::event("s3-put");
  notification["Records"].push_back(notification["Records"][0]);
  notification["Records"].push_back(7);
  const EventItem item = item_of(notification.dump());
  EXPECT_EQ(item.records.size(), 2U);
  EXPECT_EQ(item.malformed.size(), 1U);
}

TEST(Sqs, RefusesBodiesThatCarryNoEvent) {
  for (const char* body :
       {"{}", "[]", "7", "\"{}\"", "{", R"({"Records":7})",
        R"({"Type":"Notification","Message":7})", R"({"Type":"Notification","Message":"{}"})",
        R"({"Type":"SubscriptionConfirmation","Message":"x"})",
        R"({"Records":[{"eventSource":"aws:sqs","body":"{}"}]})",
        R"({"bucket":"photos","key":7})"}) {
    const EventItem item = item_of(body);
    EXPECT_TRUE(item.records.empty()) << body;
    EXPECT_EQ(item.malformed.size(), 1U) << body;
    EXPECT_FALSE(item.id.empty()) << body;
  }
}

TEST(Sqs, KeepsTheOthersWhenAMessageHasNoId) {
  json event = fixtures::event("sqs-ten");
  event["Records"][4]["messageId"] = 7;
  event["Records"][5] = "no record";
  const Event read = parsed(event);
  std::vector<std::size_t> unread;
  for (std::size_t index = 0; index < read.items.size(); ++index) {
    if (!read.items[index].malformed.empty()) unread.push_back(index);
  }
  EXPECT_THAT(unread, ElementsAre(4U, 5U));
  EXPECT_TRUE(read.items[4].id.empty() && read.items[4].records.empty());
}

TEST(Sqs, SurvivesADeepBody) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(item_of(deep).malformed.at(0).type(), "Event.Malformed");
}

}  // namespace
}  // namespace shrike
