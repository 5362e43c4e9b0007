#include "handlers/events/parse_event.h"

#include <string>
#include <variant>

#include <gtest/gtest.h>

namespace shrike {
namespace {

std::string type_of_failure(std::string_view payload) {
  try {
    (void)parse_event(payload);
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.type();
  }
}

TEST(ParseEvent, TellsAnS3Notification) {
  const Event event = parse_event(R"({"Records":[{"eventVersion":"2.1","eventSource":"aws:s3",
    "eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"photos"},
    "object":{"key":"a.jpg","size":1,"sequencer":"01"}}}]})");
  const auto* notification = std::get_if<S3Notification>(&event);
  ASSERT_NE(notification, nullptr);
  ASSERT_EQ(notification->records.size(), 1U);
  EXPECT_EQ(notification->records[0].object.key.str(), "a.jpg");
}

TEST(ParseEvent, TakesANotificationWithoutRecordsAsNothingToDo) {
  const Event event = parse_event(R"({"Records":[]})");
  EXPECT_TRUE(std::get<S3Notification>(event).records.empty());
}

TEST(ParseEvent, TellsTheTestEvent) {
  const Event event = parse_event(R"({"Service":"Amazon S3","Event":"s3:TestEvent",
    "Time":"2026-01-01T00:00:00.000Z","Bucket":"photos","RequestId":"R","HostId":"H"})");
  EXPECT_EQ(std::get<S3TestEvent>(event).bucket, "photos");
}

TEST(ParseEvent, TakesTheKeyOfADirectInvocationAsItIs) {
  const Event event = parse_event(R"({"bucket":"photos","key":"a+b%20c.jpg"})");
  const auto& object = std::get<DirectInvocation>(event).object;
  EXPECT_EQ(object.bucket.str(), "photos");
  EXPECT_EQ(object.key.str(), "a+b%20c.jpg");
  EXPECT_TRUE(object.version.empty());
}

TEST(ParseEvent, TakesTheVersionOfADirectInvocation) {
  const Event event = parse_event(R"({"bucket":"photos","key":"a","version":"v1","more":[1]})");
  EXPECT_EQ(std::get<DirectInvocation>(event).object.version.str(), "v1");
}

TEST(ParseEvent, RefusesUnknownShapes) {
  for (const char* payload :
       {"{}", "[]", "null", "7", "\"text\"", R"({"Records":{}})", R"({"Records":"x"})",
        R"({"Records":[{"eventSource":"aws:sqs","body":"{}"}]})",
        R"({"Records":[{"EventSource":"aws:sns","Sns":{}}]})", R"({"Records":[1,2]})",
        R"({"bucket":"photos"})", R"({"key":"a.jpg"})", R"({"Event":7})",
        R"({"version":"0","source":"aws.s3","detail-type":"Object Created","detail":{}})"}) {
    EXPECT_EQ(type_of_failure(payload), "Event.Unknown") << payload;
  }
}

TEST(ParseEvent, RefusesMalformedDirectInvocations) {
  for (const char* payload :
       {R"({"bucket":1,"key":"a"})", R"({"bucket":"photos","key":""})",
        R"({"bucket":"photos","key":["a"]})", R"({"bucket":"a/b/c","key":"a"})",
        R"({"bucket":"photos","key":"a","version":{}})", R"({"bucket":null,"key":"a"})"}) {
    EXPECT_EQ(type_of_failure(payload), "Event.Malformed") << payload;
  }
}

TEST(ParseEvent, RefusesWhatIsNotJson) {
  EXPECT_EQ(type_of_failure(""), "Event.Malformed");
  EXPECT_EQ(type_of_failure("{\"bucket\":\"\xFF\xFF\xFF\",\"key\":\"a\"}"), "Event.Malformed");
}

}  // namespace
}  // namespace shrike
