#include "handlers/events/s3_notification.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;

json put_record() {
  return json::parse(R"({
    "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
    "eventTime": "2025-01-21T23:31:40.000Z", "eventName": "ObjectCreated:Put",
    "userIdentity": {"principalId": "AWS:AIDA"},
    "requestParameters": {"sourceIPAddress": "203.0.113.7"},
    "responseElements": {"x-amz-request-id": "R", "x-amz-id-2": "I"},
    "s3": {
      "s3SchemaVersion": "1.0", "configurationId": "uploads",
      "bucket": {"name": "photos", "ownerIdentity": {"principalId": "A"},
                 "arn": "arn:aws:s3:::photos"},
      "object": {"key": "my+photo%2B1.jpg", "size": 1024,
                 "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "0055AED6DCD90281E5"}
    }})");
}

EventItem read(const json& records) {
  EventItem item;
  read_s3_records(records, item);
  return item;
}

S3Record read_one(const json& record) {
  const EventItem notification = read(json::array({record}));
  if (!notification.malformed.empty()) throw notification.malformed.front();
  return notification.records.at(0);
}

TEST(S3Notification, ReadsARecord) {
  const S3Record record = read_one(put_record());
  EXPECT_EQ(record.action, EventAction::Created);
  EXPECT_EQ(record.event_name, "ObjectCreated:Put");
  EXPECT_EQ(record.object.bucket.str(), "photos");
  EXPECT_EQ(record.object.key.str(), "my photo+1.jpg");
  EXPECT_TRUE(record.object.version.empty());
  EXPECT_EQ(record.sequencer, "0055AED6DCD90281E5");
  EXPECT_EQ(record.size, 1024U);
  EXPECT_EQ(record.etag, "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(S3Notification, TakesAVersionThatIsAbsentNullOrThere) {
  json record = put_record();
  record["s3"]["object"]["versionId"] = nullptr;
  EXPECT_TRUE(read_one(record).object.version.empty());
  record["s3"]["object"]["versionId"] = "3HL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY";
  EXPECT_EQ(read_one(record).object.version.str(), "3HL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY");
}

TEST(S3Notification, ReadsARemovalWithoutSizeAndETag) {
  json record = put_record();
  record["eventName"] = "ObjectRemoved:Delete";
  record["s3"]["object"].erase("size");
  record["s3"]["object"].erase("eTag");
  const S3Record removal = read_one(record);
  EXPECT_EQ(removal.action, EventAction::Removed);
  EXPECT_EQ(removal.size, std::nullopt);
  EXPECT_EQ(removal.etag, "");
}

TEST(S3Notification, TellsActionsApartByEventName) {
  const std::pair<const char*, EventAction> rows[] = {
      {"ObjectCreated:Put", EventAction::Created},
      {"ObjectCreated:Post", EventAction::Created},
      {"ObjectCreated:Copy", EventAction::Created},
      {"ObjectCreated:CompleteMultipartUpload", EventAction::Created},
      {"s3:ObjectCreated:Put", EventAction::Created},
      {"ObjectRemoved:DeleteMarkerCreated", EventAction::Removed},
      {"s3:ObjectRemoved:Delete", EventAction::Removed},
      {"LifecycleExpiration:Delete", EventAction::Removed},
      {"ObjectTagging:Put", EventAction::Other},
      {"ObjectRestore:Completed", EventAction::Other},
      {"ObjectCreatedX", EventAction::Other},
  };
  for (const auto& [name, action] : rows) {
    json record = put_record();
    record["eventName"] = name;
    EXPECT_EQ(read_one(record).action, action) << name;
  }
}

TEST(S3Notification, AcceptsEveryMinorVersionOfStructure2) {
  for (const char* version : {"2.0", "2.1", "2.2", "2.3", "2.10", "2"}) {
    json record = put_record();
    record["eventVersion"] = version;
    EXPECT_EQ(read_one(record).event_name, "ObjectCreated:Put") << version;
  }
}

TEST(S3Notification, RefusesOtherMajorVersions) {
  for (const char* version : {"1.0", "3.0", "21.0", "x"}) {
    json record = put_record();
    record["eventVersion"] = version;
    try {
      (void)read_one(record);
      ADD_FAILURE() << version;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Event.VersionUnsupported");
    }
  }
}

TEST(S3Notification, IgnoresUnknownFields) {
  json record = put_record();
  record["glacierEventData"] = {{"restoreEventData", {{"lifecycleRestorationExpiryTime", "x"}}}};
  record["s3"]["object"]["somethingNew"] = json::array({1, 2});
  EXPECT_EQ(read_one(record).object.bucket.str(), "photos");
}

TEST(S3Notification, KeepsTheOthersWhenARecordIsMalformed) {
  const json records = json::array({put_record(), json::object(), 7, put_record()});
  const EventItem notification = read(records);
  EXPECT_EQ(notification.records.size(), 2U);
  ASSERT_EQ(notification.malformed.size(), 2U);
  EXPECT_EQ(notification.malformed[0].kind(), ErrorKind::Reject);
}

struct Breakage {
  const char* name;
  std::function<void(json&)> apply;
};

class MalformedRecord : public testing::TestWithParam<Breakage> {};

TEST_P(MalformedRecord, IsATypedError) {
  json record = put_record();
  GetParam().apply(record);
  const EventItem notification = read(json::array({record}));
  EXPECT_TRUE(notification.records.empty());
  ASSERT_EQ(notification.malformed.size(), 1U);
  EXPECT_EQ(notification.malformed[0].type(), "Event.Malformed");
  EXPECT_EQ(notification.malformed[0].kind(), ErrorKind::Reject);
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, MalformedRecord,
    testing::Values(
        Breakage{"NoS3", [](json& r) { r.erase("s3"); }},
        Breakage{"S3IsText", [](json& r) { r["s3"] = "x"; }},
        Breakage{"NoEventName", [](json& r) { r.erase("eventName"); }},
        Breakage{"EventNameIsNumber", [](json& r) { r["eventName"] = 3; }},
        Breakage{"NoVersion", [](json& r) { r.erase("eventVersion"); }},
        Breakage{"OtherSource", [](json& r) { r["eventSource"] = "aws:sqs"; }},
        Breakage{"NoBucket", [](json& r) { r["s3"].erase("bucket"); }},
        Breakage{"BucketIsArray", [](json& r) { r["s3"]["bucket"] = json::array(); }},
        Breakage{"BucketOfAnotherHost",
                 [](json& r) { r["s3"]["bucket"]["name"] = "evil.example/x?"; }},
        Breakage{"BucketTooShort", [](json& r) { r["s3"]["bucket"]["name"] = "ab"; }},
        Breakage{"NoKey", [](json& r) { r["s3"]["object"].erase("key"); }},
        Breakage{"KeyEmpty", [](json& r) { r["s3"]["object"]["key"] = ""; }},
        Breakage{"KeyIsObject", [](json& r) { r["s3"]["object"]["key"] = json::object(); }},
        Breakage{"KeyTooLong", [](json& r) { r["s3"]["object"]["key"] = std::string(1025, 'a'); }},
        Breakage{"SizeIsText", [](json& r) { r["s3"]["object"]["size"] = "1024"; }},
        Breakage{"SizeIsNegative", [](json& r) { r["s3"]["object"]["size"] = -1; }},
        Breakage{"SizeIsFraction", [](json& r) { r["s3"]["object"]["size"] = 1.5; }},
        Breakage{"VersionIsNumber", [](json& r) { r["s3"]["object"]["versionId"] = 1; }},
        Breakage{"SequencerForgesAHeader",
                 [](json& r) { r["s3"]["object"]["sequencer"] = "00\r\nx-amz-acl: public-read"; }}),
    [](const auto& row) { return row.param.name; });

TEST(S3Notification, AcceptsALongKeyWhoseEncodingIsLonger) {
  json record = put_record();
  std::string encoded;
  for (int count = 0; count < 1024; ++count) encoded += "%2B";
  record["s3"]["object"]["key"] = encoded;
  EXPECT_EQ(read_one(record).object.key.str(), std::string(1024, '+'));
}

}  // namespace
}  // namespace shrike
