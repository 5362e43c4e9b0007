#include "handlers/events/parse_event.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/events/fixtures.h"

namespace shrike {
namespace {

using fixtures::only_record;
using fixtures::parsed;

std::string type_of_failure(std::string_view payload) {
  try {
    (void)parse_event(payload);
    return "none";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.type();
  }
}

struct Reading {
  const char* fixture;
  EventSource source;
  EventAction action;
  const char* event_name;
  const char* key;
  const char* other_key;  ///< null: there is none
  const char* version;
  const char* sequencer;
};

constexpr const char* kKey = "holiday/my photo+1.png";
constexpr const char* kEncodedKey = "holiday/my+photo%2B1.png";
constexpr const char* kSequencer = "0055AED6DCD90281E5";

class EventOfOneRecord : public testing::TestWithParam<Reading> {};

TEST_P(EventOfOneRecord, IsReadInFull) {
  const Reading& expected = GetParam();
  const Event event = parsed(std::string(expected.fixture));
  EXPECT_EQ(event.source, expected.source);
  const S3Record record = only_record(event);
  EXPECT_EQ(record.action, expected.action);
  EXPECT_EQ(record.event_name, expected.event_name);
  EXPECT_EQ(record.object.bucket.str(), "archive");
  EXPECT_EQ(record.object.key.str(), expected.key);
  ASSERT_EQ(record.other_key.has_value(), expected.other_key != nullptr);
  EXPECT_EQ(record.other_key.value_or(ObjectKey()).str(),
            expected.other_key == nullptr ? "" : expected.other_key);
  EXPECT_EQ(record.object.version.str(), expected.version);
  EXPECT_EQ(record.sequencer, expected.sequencer);
}

using enum EventSource;
using enum EventAction;

INSTANTIATE_TEST_SUITE_P(
    Fixtures, EventOfOneRecord,
    testing::Values(
        Reading{"s3-put", S3, Created, "ObjectCreated:Put", kKey, nullptr, "", kSequencer},
        Reading{"s3-put-versioned", S3, Created, "ObjectCreated:Put", kKey, nullptr,
                "3HL4kqtJlcpXroDTDmJ-rmSpXd3dIbrHY", kSequencer},
        Reading{"s3-removed", S3, Removed, "ObjectRemoved:Delete", kKey, nullptr, "", kSequencer},
        Reading{"s3-delete-marker", S3, Removed, "ObjectRemoved:DeleteMarkerCreated", kKey, nullptr,
                "9lrLO5mk4zYtZ8a4hq", kSequencer},
        Reading{"s3-tagging", S3, Other, "ObjectTagging:Put", kKey, nullptr, "", ""},
        Reading{"eventbridge-created", EventBridge, Created, "ObjectCreated:Put", kKey,
                "holiday/my photo 1.png", "", kSequencer},
        Reading{"eventbridge-raw-key", EventBridge, Created, "ObjectCreated:Copy",
                "sale/50%+off.png", "sale/50% off.png", "", kSequencer},
        Reading{"eventbridge-encoded-key", EventBridge, Created,
                "ObjectCreated:CompleteMultipartUpload", kEncodedKey, kKey, "", kSequencer},
        Reading{"eventbridge-versioned", EventBridge, Created, "ObjectCreated:Post", kKey,
                "holiday/my photo 1.png", "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e", kSequencer},
        Reading{"eventbridge-deleted", EventBridge, Removed, "ObjectRemoved:Delete", kKey,
                "holiday/my photo 1.png", "", kSequencer},
        Reading{"eventbridge-expired", EventBridge, Removed,
                "LifecycleExpiration:DeleteMarkerCreated", kKey, "holiday/my photo 1.png",
                "9lrLO5mk4zYtZ8a4hq", kSequencer},
        Reading{"eventbridge-acl", EventBridge, Other, "Object ACL Updated", kKey,
                "holiday/my photo 1.png", "", ""},
        Reading{"sns", Sns, Created, "ObjectCreated:Put", kKey, nullptr, "", kSequencer},
        Reading{"s3-batch-1", S3Batch, Created, "", kKey, nullptr, "", ""},
        Reading{"s3-batch-2", S3Batch, Created, "", "holiday/my+photo+1.png", kKey, "", ""},
        Reading{"function-url-get", Http, Created, "", kKey, nullptr, "", ""},
        Reading{"function-url-post", Http, Created, "", kKey, nullptr, "", ""},
        Reading{"function-url-post-base64", Http, Created, "", kKey, nullptr, "", ""},
        Reading{"rest-api-get", Http, Created, "", kKey, nullptr, "", ""},
        Reading{"rest-api-post", Http, Created, "", kKey, nullptr, "", ""},
        Reading{"rest-api-post-base64", Http, Created, "", kKey, nullptr, "", ""},
        Reading{"direct", Direct, Created, "", kKey, nullptr, "", kSequencer},
        Reading{"direct-versioned", Direct, Created, "", kKey, nullptr, "null", kSequencer}),
    [](const auto& row) {
      std::string name = row.param.fixture;
      std::erase(name, '-');
      return name;
    });

TEST(ParseEvent, ReadsSizeAndETagOfNotificationsAndEventBridge) {
  for (const char* name : {"s3-put", "eventbridge-created", "sns"}) {
    const S3Record record = only_record(parsed(std::string(name)));
    EXPECT_EQ(record.size, 1024U) << name;
    EXPECT_EQ(record.etag, "d41d8cd98f00b204e9800998ecf8427e") << name;
  }
  EXPECT_EQ(only_record(parsed(std::string("eventbridge-deleted"))).size, std::nullopt);
}

TEST(ParseEvent, TakesANotificationWithoutRecordsAsNothingToDo) {
  const Event event = parse_event(R"({"Records":[]})");
  EXPECT_EQ(event.source, EventSource::S3);
  ASSERT_EQ(event.items.size(), 1U);
  EXPECT_TRUE(event.items[0].records.empty());
}

TEST(ParseEvent, TellsTheTestEvent) {
  const Event event = parsed(std::string("s3-test"));
  EXPECT_EQ(event.source, EventSource::S3Test);
  EXPECT_EQ(event.items.at(0).tested_bucket, "archive");
}

TEST(ParseEvent, TakesTheKeyOfADirectInvocationAsItIs) {
  const S3Record record = only_record(parse_event(R"({"bucket":"photos","key":"a+b%20c.jpg"})"));
  EXPECT_EQ(record.object.key.str(), "a+b%20c.jpg");
  EXPECT_FALSE(record.other_key);
}

TEST(ParseEvent, IgnoresOtherMembersOfADirectInvocation) {
  const Event event =
      parse_event(R"({"bucket":"photos","key":"a","version":"v1","labels":[1],"size":{}})");
  EXPECT_EQ(only_record(event).object.version.str(), "v1");
}

TEST(ParseEvent, RefusesUnknownShapes) {
  for (const char* payload :
       {"{}", "[]", "null", "7", "\"text\"", R"({"Records":{}})", R"({"Records":"x"})",
        R"({"Records":[{"eventSource":"aws:kinesis"}]})", R"({"Records":[1,2]})",
        R"({"Records":[{"eventsource":"aws:s3"}]})", R"({"bucket":"photos"})", R"({"key":"a.jpg"})",
        R"({"Event":7})", R"({"source":"aws.ec2","detail-type":"Object Created","detail":{}})",
        R"({"httpMethod":"GET"})", R"({"requestContext":{}})", R"({"tasks":[]})",
        R"({"Type":"Notification","Message":"{}"})"}) {
    EXPECT_EQ(type_of_failure(payload), "Event.Unknown") << payload;
  }
}

TEST(ParseEvent, RefusesMalformedDirectInvocations) {
  for (const char* payload :
       {R"({"bucket":1,"key":"a"})", R"({"bucket":"photos","key":""})",
        R"({"bucket":"photos","key":["a"]})", R"({"bucket":"a/b/c","key":"a"})",
        R"({"bucket":"photos","key":"a","version":{}})", R"({"bucket":null,"key":"a"})",
        R"({"bucket":"photos","key":"a","sequencer":"x\r\ny"})"}) {
    EXPECT_EQ(type_of_failure(payload), "Event.Malformed") << payload;
  }
}

TEST(ParseEvent, RefusesWhatIsNotJson) {
  EXPECT_EQ(type_of_failure(""), "Event.Malformed");
  EXPECT_EQ(type_of_failure("{\"bucket\":\"\xFF\xFF\xFF\",\"key\":\"a\"}"), "Event.Malformed");
}

}  // namespace
}  // namespace shrike
