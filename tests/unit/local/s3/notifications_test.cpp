#include "infra/local/s3/notifications.h"

#include <chrono>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

using Json = nlohmann::json;

constexpr const char* kArn = "arn:aws:lambda:us-east-1:000000000000:function:f";

ObjectEvent event(const std::string& name) {
  return {.name = name,
          .bucket = "uploads",
          .key = "in/my photo+1.jpg",
          .size = 9,
          .etag = "437b930db84b8079c2dd804a71936b5f",
          .version_id = "",
          .sequencer = "0055AED6DCD90281E5",
          .time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) +
                  std::chrono::milliseconds(123),
          .source_ip = "127.0.0.1",
          .principal_id = "AKID",
          .request_id = "C3D13FE58DE4C810",
          .host_id = "FMyUVURIY8="};
}

Json object_of(const ObjectEvent& what) {
  return Json::parse(event_json(what, "us-east-1", "id"))["Records"][0]["s3"]["object"];
}

std::vector<std::string> fields_of(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) names.push_back(name);
  return names;
}

using Names = std::vector<std::string>;

TEST(EventJson, HasEveryFieldThatS3Sends) {
  const Json expected = Json::parse(R"({"Records":[{
    "eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
    "eventTime":"2026-11-21T00:00:00.123Z","eventName":"ObjectCreated:Put",
    "userIdentity":{"principalId":"AWS:AKID"},
    "requestParameters":{"sourceIPAddress":"127.0.0.1"},
    "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"FMyUVURIY8="},
    "s3":{"s3SchemaVersion":"1.0","configurationId":"id",
      "bucket":{"name":"uploads","ownerIdentity":{"principalId":"A3NL1KOZZKSHRIKE"},
                "arn":"arn:aws:s3:::uploads"},
      "object":{"key":"in/my+photo%2B1.jpg","size":9,
                "eTag":"437b930db84b8079c2dd804a71936b5f","sequencer":"0055AED6DCD90281E5"}}}]})");
  EXPECT_EQ(Json::parse(event_json(event("ObjectCreated:Put"), "us-east-1", "id")), expected);
}

TEST(EventJson, GivesEachEventTheFieldsOfItsKind) {
  const Names created{"eTag", "key", "sequencer", "size"};
  EXPECT_EQ(fields_of(object_of(event("ObjectCreated:Copy"))), created);
  EXPECT_EQ(fields_of(object_of(event("ObjectCreated:CompleteMultipartUpload"))), created);
  EXPECT_EQ(fields_of(object_of(event("ObjectRemoved:Delete"))), (Names{"key", "sequencer"}));
  EXPECT_EQ(fields_of(object_of(event("ObjectTagging:Put"))), (Names{"eTag", "key"}));
  ObjectEvent versioned = event("ObjectRemoved:DeleteMarkerCreated");
  versioned.version_id = "v1";
  EXPECT_EQ(fields_of(object_of(versioned)), (Names{"eTag", "key", "sequencer", "versionId"}));
  versioned.name = "ObjectCreated:Put";
  EXPECT_EQ(object_of(versioned)["versionId"], "v1");
}

TEST(EventJson, NumbersTaggingEventsWithTheirOwnVersion) {
  EXPECT_EQ(Json::parse(
                event_json(event("ObjectTagging:Delete"), "r", "i"))["Records"][0]["eventVersion"],
            "2.3");
}

Json bridged(const ObjectEvent& what) {
  return Json::parse(event_bridge_json(what, "us-east-1", "000000000000", "e-1"));
}

TEST(EventBridgeJson, HasEveryFieldThatS3SendsAndTheKeyAsItIs) {
  EXPECT_EQ(bridged(event("ObjectCreated:Put")), Json::parse(R"({"version":"0","id":"e-1",
    "detail-type":"Object Created","source":"aws.s3","account":"000000000000",
    "time":"2026-11-21T00:00:00Z","region":"us-east-1","resources":["arn:aws:s3:::uploads"],
    "detail":{"version":"0","bucket":{"name":"uploads"},
      "object":{"key":"in/my photo+1.jpg","size":9,"etag":"437b930db84b8079c2dd804a71936b5f",
        "sequencer":"0055AED6DCD90281E5"},
      "request-id":"C3D13FE58DE4C810","requester":"000000000000","source-ip-address":"127.0.0.1",
      "reason":"PutObject"}})"));
}

TEST(EventBridgeJson, GivesEachEventTheFieldsOfItsKind) {
  const auto object = [](const std::string& name) {
    return fields_of(bridged(event(name))["detail"]["object"]);
  };
  EXPECT_EQ(bridged(event("ObjectCreated:CompleteMultipartUpload"))["detail"]["reason"],
            "CompleteMultipartUpload");
  const auto deleted = bridged(event("ObjectRemoved:Delete"));
  EXPECT_EQ(deleted["detail-type"], "Object Deleted");
  EXPECT_EQ(deleted["detail"]["deletion-type"], "Permanently Deleted");
  EXPECT_EQ(object("ObjectRemoved:Delete"), (Names{"key", "sequencer"}));
  EXPECT_EQ(bridged(event("ObjectRemoved:DeleteMarkerCreated"))["detail"]["deletion-type"],
            "Delete Marker Created");
  EXPECT_EQ(object("ObjectRemoved:DeleteMarkerCreated"), (Names{"etag", "key", "sequencer"}));
  EXPECT_EQ(bridged(event("ObjectTagging:Put"))["detail-type"], "Object Tags Added");
  EXPECT_EQ(object("ObjectTagging:Put"), (Names{"etag", "key"}));
  ObjectEvent versioned = event("ObjectCreated:Copy");
  versioned.version_id = "v1";
  EXPECT_EQ(bridged(versioned)["detail"]["object"]["version-id"], "v1");
}

TEST(TestEventJson, IsS3sOwn) {
  EXPECT_EQ(Json::parse(test_event_json("uploads", event("").time, "R", "H")),
            Json::parse(R"({"Service":"Amazon S3","Event":"s3:TestEvent",
              "Time":"2026-11-21T00:00:00.123Z","Bucket":"uploads","RequestId":"R","HostId":"H"})"));
}

TEST(EventMatches, KnowsExactNamesAndWildcards) {
  EXPECT_TRUE(event_matches("s3:ObjectCreated:*", "ObjectCreated:Put"));
  EXPECT_TRUE(event_matches("s3:ObjectCreated:Put", "ObjectCreated:Put"));
  EXPECT_FALSE(event_matches("s3:ObjectCreated:Put", "ObjectCreated:Copy"));
  EXPECT_FALSE(event_matches("s3:ObjectRemoved:*", "ObjectCreated:Put"));
  EXPECT_FALSE(event_matches("s3:ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated"));
  EXPECT_FALSE(event_matches("ObjectCreated:*", "ObjectCreated:Put"));
}

BucketNotification notification(std::vector<std::string> events, std::string prefix,
                                std::string suffix) {
  return {.id = "id",
          .target_arn = kArn,
          .events = std::move(events),
          .prefix = std::move(prefix),
          .suffix = std::move(suffix)};
}

TEST(Wants, FiltersOnTheKeyAsItIsStored) {
  const ObjectEvent put = event("ObjectCreated:Put");
  const std::vector<std::string> all{"s3:ObjectCreated:*"};
  EXPECT_TRUE(wants(notification(all, "", ""), put));
  EXPECT_TRUE(wants(notification(all, "in/my photo+", "+1.jpg"), put));
  EXPECT_FALSE(wants(notification(all, "in/my+photo", ""), put));
  EXPECT_FALSE(wants(notification(all, "out/", ""), put));
  EXPECT_FALSE(wants(notification(all, "", ".JPG"), put));
  EXPECT_FALSE(wants(notification({"s3:ObjectRemoved:*"}, "", ""), put));
  // Prefix and suffix may share bytes of the key.
  EXPECT_TRUE(wants(notification(all, "in/my photo+1.jpg", "in/my photo+1.jpg"), put));
}

bool overlap(const BucketNotification& left, const BucketNotification& right) {
  try {
    check_notifications({.targets = {left, right}});
    return false;
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.status(), 400);
    EXPECT_EQ(fault.code(), "InvalidArgument");
    return true;
  }
}

TEST(CheckNotifications, RefusesWhatCouldWantOneEventTwice) {
  const std::vector<std::string> created{"s3:ObjectCreated:*"};
  const std::vector<std::string> put{"s3:ObjectCreated:Put"};
  const std::vector<std::string> removed{"s3:ObjectRemoved:*"};
  EXPECT_TRUE(overlap(notification(created, "", ""), notification(put, "", "")));
  EXPECT_TRUE(overlap(notification(put, "in/", ""), notification(created, "in/raw/", ".jpg")));
  EXPECT_FALSE(overlap(notification(created, "", ""), notification(removed, "", "")));
  EXPECT_FALSE(overlap(notification(created, "a/", ""), notification(created, "b/", "")));
  EXPECT_FALSE(overlap(notification(created, "", ".jpg"), notification(created, "", ".png")));
}

TEST(CheckNotifications, RefusesUnknownEventsAndThingsThatAreNoFunctions) {
  EXPECT_THROW(check_notifications({.targets = {notification({"s3:ObjectCreated:Burn"}, "", "")}}),
               AwsFault);
  BucketNotification queue = notification({"s3:ObjectCreated:*"}, "", "");
  for (const char* arn : {"", "f", "arn:aws:kinesis:us-east-1:000000000000:q", "invalid-queue"}) {
    queue.target_arn = arn;
    try {
      check_notifications({.targets = {queue}});
      FAIL() << arn;
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.message(), "The ARN could not be parsed");
      EXPECT_EQ(fault.details().at("ArgumentName"), "CloudFunction");
    }
  }
}

TEST(CheckNotifications, RefusesAnUnknownEventOfAnyLengthBesideAKnownOne) {
  for (const char* event : {"", "s1", "s3:", "s3:ObjectCreated:Burn"}) {
    try {
      check_notifications({.targets = {notification({"s3:ObjectCreated:*"}, "", ""),
                                       notification({event}, "", "")}});
      FAIL() << event;
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.message(), "The event is not supported for notifications");
    }
  }
}

TEST(CheckNotifications, TakesQueuesAndTopicsButNoFifoOnes) {
  BucketNotification target = notification({"s3:ObjectCreated:*"}, "", "");
  for (const char* arn :
       {"arn:aws:sqs:us-east-1:000000000000:q", "arn:aws:sns:us-east-1:000000000000:t"}) {
    target.target_arn = arn;
    EXPECT_NO_THROW(check_notifications({.targets = {target}})) << arn;
    EXPECT_TRUE(is_queue_or_topic(target));
    target.target_arn += ".fifo";
    EXPECT_THROW(check_notifications({.targets = {target}}), AwsFault) << arn;
  }
  EXPECT_FALSE(is_queue_or_topic(notification({}, "", "")));
}

TEST(NotificationsXml, GoesThereAndBack) {
  std::vector<BucketNotification> written{
      notification({"s3:ObjectCreated:*", "s3:ObjectRemoved:Delete"}, "in <&> ", ".jpg"),
      notification({"s3:ObjectTagging:*"}, "", "")};
  written[1].target_arn = "arn:aws:sqs:us-east-1:000000000000:q";
  const auto configuration =
      read_notifications_xml(write_notifications_xml({.targets = written, .event_bridge = true}));
  EXPECT_TRUE(configuration.event_bridge);
  const auto& read = configuration.targets;
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[1].target_arn, written[1].target_arn);
  EXPECT_EQ(read[0].id, "id");
  EXPECT_EQ(read[0].target_arn, kArn);
  EXPECT_EQ(read[0].events, written[0].events);
  EXPECT_EQ(read[0].prefix, "in <&> ");
  EXPECT_EQ(read[0].suffix, ".jpg");
  EXPECT_EQ(read[1].prefix, "");
}

TEST(NotificationsXml, TakesRuleNamesInAnyCaseAndMakesIds) {
  const auto read = read_notifications_xml(
      "<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>"
      "arn:aws:lambda:us-east-1:000000000000:function:f</CloudFunction>"
      "<Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>PREFIX</Name>"
      "<Value>a/</Value></FilterRule></S3Key></Filter></CloudFunctionConfiguration>"
      "</NotificationConfiguration>");
  EXPECT_EQ(read.targets.at(0).prefix, "a/");
  EXPECT_FALSE(read.targets.at(0).id.empty());
}

TEST(NotificationsXml, RefusesWhatItCannotServe) {
  const std::vector<std::pair<std::string, const char*>> cases{
      {"", "MalformedXML"},
      {"<NotificationConfiguration>", "MalformedXML"},
      {"<Other/>", "MalformedXML"},
      {"<NotificationConfiguration><StreamConfiguration/></NotificationConfiguration>",
       "NotImplemented"},
      {"<NotificationConfiguration><QueueConfiguration><Queue>invalid-queue</Queue>"
       "<Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>",
       "InvalidArgument"},
      {"<NotificationConfiguration><TopicConfiguration><Topic>arn:aws:sqs:us-east-1:0:q</Topic>"
       "<Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>",
       "InvalidArgument"},
      {"<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>"
       "arn:aws:lambda:us-east-1:000000000000:function:f</CloudFunction>"
       "</CloudFunctionConfiguration></NotificationConfiguration>",
       "MalformedXML"},
      {"<NotificationConfiguration><CloudFunctionConfiguration><Event>e</Event><Filter><S3Key>"
       "<FilterRule><Name>INVALID</Name><Value>x</Value></FilterRule></S3Key></Filter>"
       "</CloudFunctionConfiguration></NotificationConfiguration>",
       "InvalidArgument"},
      {"<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>", "MalformedXML"},
  };
  for (const auto& [xml, code] : cases) {
    try {
      static_cast<void>(read_notifications_xml(xml));
      FAIL() << xml;
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.code(), code) << xml;
    }
  }
}

}  // namespace
}  // namespace shrike::local
