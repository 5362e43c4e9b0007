#include "infra/local/s3/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class S3Objects : public S3ServiceTest {};
class S3Buckets : public S3ServiceTest {};
class S3Copy : public S3ServiceTest {};
class S3Listing : public S3ServiceTest {};
class S3Events : public S3ServiceTest {};
class S3Requests : public S3ServiceTest {};

TEST_F(S3Objects, ComeBackAsTheyWerePut) {
  const Answer written = put("/bucket/my%20photo%2B1.jpg", "pixels",
                             {{"Content-Type", "image/jpeg"},
                              {"Cache-Control", "no-store"},
                              {"x-amz-meta-Camera", "X100"},
                              {"x-amz-tagging", "a=b&c=d+e"}});
  EXPECT_EQ(written.status, 200);
  EXPECT_EQ(written.header("ETag"), "\"d399848208da8b80a306af0fd62bb03f\"");
  EXPECT_EQ(written.header("x-amz-server-side-encryption"), "AES256");
  EXPECT_EQ(written.header("x-amz-checksum-type"), "FULL_OBJECT");
  EXPECT_FALSE(written.header("x-amz-checksum-crc64nvme").empty());

  const Answer read = get("/bucket/my%20photo%2B1.jpg");
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body, "pixels");
  EXPECT_EQ(read.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(read.header("Cache-Control"), "no-store");
  EXPECT_EQ(read.header("x-amz-meta-camera"), "X100");
  EXPECT_EQ(read.header("x-amz-tagging-count"), "2");
  EXPECT_EQ(read.header("ETag"), written.header("ETag"));
  EXPECT_EQ(read.header("Last-Modified"), "Sat, 21 Nov 2026 03:00:00 GMT");
  EXPECT_EQ(read.header("Accept-Ranges"), "bytes");
  EXPECT_EQ(read.header("x-amz-version-id"), "");
  EXPECT_EQ(folder_.text("bucket/my photo+1.jpg"), "pixels");
}

TEST_F(S3Objects, HaveS3sDefaultType) {
  put("/bucket/k", "x");
  EXPECT_EQ(get("/bucket/k").header("Content-Type"), "binary/octet-stream");
}

TEST_F(S3Objects, GiveRangesAndTheirChecksumWhenWhole) {
  put("/bucket/k", "0123456789");
  const Answer part =
      get("/bucket/k", {{"Range", "bytes=2-4"}, {"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "234");
  EXPECT_EQ(part.header("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(part.header("x-amz-checksum-crc64nvme"), "");
  const Answer whole = get("/bucket/k", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_FALSE(whole.header("x-amz-checksum-crc64nvme").empty());
  const Answer beyond = get("/bucket/k", {{"Range", "bytes=10-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.code(), "InvalidRange");
  EXPECT_EQ(beyond.element("ActualObjectSize"), "10");
}

TEST_F(S3Objects, AnswerConditionalReads) {
  const std::string etag = put("/bucket/k", "x").header("ETag");
  const Answer unchanged = get("/bucket/k", {{"If-None-Match", etag}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.body, "");
  EXPECT_EQ(unchanged.header("ETag"), etag);
  EXPECT_EQ(get("/bucket/k", {{"If-Match", "\"other\""}}).status, 412);
}

TEST_F(S3Objects, OverrideHeadersOnDemand) {
  put("/bucket/k", "x");
  const Answer answer = send("GET", "/bucket/k", "",
                             {.query = "response-content-type=text%2Fplain&"
                                       "response-content-disposition=attachment"});
  EXPECT_EQ(answer.header("Content-Type"), "text/plain");
  EXPECT_EQ(answer.header("Content-Disposition"), "attachment");
}

TEST_F(S3Objects, AreMissedInS3sWords) {
  const Answer missing = get("/bucket/nope");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.code(), "NoSuchKey");
  EXPECT_EQ(missing.element("Message"), "The specified key does not exist.");
  EXPECT_EQ(missing.element("Key"), "nope");
  EXPECT_EQ(missing.element("RequestId"), missing.header("x-amz-request-id"));
  EXPECT_EQ(missing.element("HostId"), missing.header("x-amz-id-2"));
  EXPECT_EQ(missing.header("Server"), "AmazonS3");
  EXPECT_EQ(missing.header("Content-Type"), "application/xml");
  EXPECT_EQ(get("/nobucket/k").code(), "NoSuchBucket");
  const Answer head = send("HEAD", "/bucket/nope");
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.body, "");
}

TEST_F(S3Objects, AreDeletedOnceAndForAll) {
  put("/bucket/k", "x");
  EXPECT_EQ(send("DELETE", "/bucket/k").status, 204);
  EXPECT_EQ(get("/bucket/k").status, 404);
  EXPECT_EQ(send("DELETE", "/bucket/k").status, 204);
  EXPECT_THAT(folder_.files("bucket"), IsEmpty());
}

TEST_F(S3Objects, RefuseWritesWhoseConditionFails) {
  const std::string etag = put("/bucket/k", "x").header("ETag");
  const Answer exists = put("/bucket/k", "y", {{"If-None-Match", "*"}});
  EXPECT_EQ(exists.status, 412);
  EXPECT_EQ(exists.code(), "PreconditionFailed");
  EXPECT_EQ(exists.element("Condition"), "If-None-Match");
  EXPECT_EQ(put("/bucket/k", "y", {{"If-Match", "\"other\""}}).status, 412);
  EXPECT_EQ(put("/bucket/absent", "y", {{"If-Match", etag}}).code(), "NoSuchKey");
  EXPECT_EQ(put("/bucket/k", "y", {{"If-None-Match", etag}}).status, 501);
  EXPECT_EQ(get("/bucket/k").body, "x");
  EXPECT_EQ(put("/bucket/k", "y", {{"If-Match", etag}}).status, 200);
  EXPECT_EQ(put("/bucket/new", "y", {{"If-None-Match", "*"}}).status, 200);
}

TEST_F(S3Objects, RefuseConditionalDeletionsThatFail) {
  const std::string etag = put("/bucket/k", "x").header("ETag");
  EXPECT_EQ(send("DELETE", "/bucket/k", "", {.headers = {{"If-Match", "\"other\""}}}).status, 412);
  const Answer size = send("DELETE", "/bucket/k", "", {.headers = {{"x-amz-if-match-size", "1"}}});
  EXPECT_EQ(size.status, 501);
  EXPECT_EQ(size.element("Header"), "x-amz-if-match-size");
  EXPECT_EQ(send("DELETE", "/bucket/k", "", {.headers = {{"If-Match", etag}}}).status, 204);
}

TEST_F(S3Objects, RefusePromisesThatCannotBeKept) {
  for (const auto& header : std::vector<std::pair<std::string, std::string>>{
           {"x-amz-server-side-encryption", "aws:kms"},
           {"x-amz-server-side-encryption-customer-key", "k"},
           {"x-amz-object-lock-mode", "GOVERNANCE"}}) {
    EXPECT_EQ(put("/bucket/k", "x", {header}).status, 501) << header.first;
  }
  EXPECT_EQ(put("/bucket/k", "x", {{"x-amz-server-side-encryption", "AES256"}}).status, 200);
  EXPECT_EQ(put("/bucket/k", "x", {{"x-amz-meta-big", std::string(2050, 'x')}}).code(),
            "MetadataTooLarge");
  EXPECT_EQ(put("/bucket/k", "x", {{"x-amz-tagging", "a=1&a=2"}}).code(), "InvalidTag");
}

TEST_F(S3Objects, AreDeletedInBatches) {
  put("/bucket/a", "1");
  put("/bucket/b%20c", "2");
  const std::string document =
      "<Delete><Object><Key>a</Key></Object><Object><Key>b c</Key></Object>"
      "<Object><Key>never</Key></Object><Object><Key>a</Key><VersionId>"
      "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD</VersionId></Object></Delete>";
  const Answer unchecked = send("POST", "/bucket", document, {.query = "delete"});
  EXPECT_EQ(unchecked.code(), "InvalidRequest");
  const Answer answer =
      send("POST", "/bucket", document, {.query = "delete=", .headers = {{"Content-MD5", "e30="}}});
  EXPECT_EQ(answer.code(), "InvalidDigest");
  const Answer done = send("POST", "/bucket", document,
                           {.query = "delete", .headers = {{"x-amz-checksum-sha256", "AAAA"}}});
  EXPECT_EQ(done.code(), "InvalidRequest");
  EXPECT_EQ(get("/bucket/a").status, 200);
}

TEST_F(S3Objects, KeepTags) {
  put("/bucket/k", "x");
  EXPECT_EQ(send("PUT", "/bucket/k",
                 "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>",
                 {.query = "tagging"})
                .status,
            200);
  EXPECT_EQ(send("GET", "/bucket/k", "", {.query = "tagging"}).element("Value"), "b");
  EXPECT_EQ(send("PUT", "/bucket/k", "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>",
                 {.query = "tagging"})
                .code(),
            "MalformedXML");
  EXPECT_EQ(send("DELETE", "/bucket/k", "", {.query = "tagging"}).status, 204);
  EXPECT_THAT(send("GET", "/bucket/k", "", {.query = "tagging"}).elements("Tag"), IsEmpty());
}

TEST_F(S3Objects, AreReadForOtherServicesToo) {
  put("/bucket/k", "pixels");
  const auto read = [&](const char* key, std::uint64_t limit) {
    return service_->read_object({BucketName("bucket"), ObjectKey(key), {}}, nullptr, limit);
  };
  EXPECT_EQ(read("k", 6), "pixels");
  EXPECT_THROW(static_cast<void>(read("k", 5)), AwsFault);
  EXPECT_THROW(static_cast<void>(read("n", 6)), AwsFault);
}

TEST_F(S3Buckets, AreCreatedListedAndDeleted) {
  EXPECT_EQ(send("PUT", "/second").header("Location"), "/second");
  EXPECT_EQ(send("PUT", "/second").status, 200);
  EXPECT_THAT(send("GET", "/").elements("Name"), ElementsAre("bucket", "second"));
  EXPECT_EQ(send("HEAD", "/second").header("x-amz-bucket-region"), "us-east-1");
  EXPECT_EQ(send("HEAD", "/third").status, 404);
  put("/second/k", "x");
  EXPECT_EQ(send("DELETE", "/second").code(), "BucketNotEmpty");
  send("DELETE", "/second/k");
  EXPECT_EQ(send("DELETE", "/second").status, 204);
  EXPECT_EQ(send("DELETE", "/second").code(), "NoSuchBucket");
  EXPECT_EQ(send("PUT", "/Second").code(), "InvalidBucketName");
  EXPECT_EQ(send("PUT", "/.shrike").code(), "InvalidBucketName");
  EXPECT_EQ(send("PUT", "/%2E%2E").code(), "InvalidBucketName");
}

TEST_F(S3Buckets, TellWhereTheyAre) {
  const Answer answer = send("GET", "/bucket", "", {.query = "location"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.element("LocationConstraint"), "");
}

TEST_F(S3Buckets, KeepTheirNotifications) {
  const std::string document =
      "<NotificationConfiguration><CloudFunctionConfiguration><Id>one</Id><CloudFunction>"
      "arn:aws:lambda:us-east-1:000000000000:function:f</CloudFunction>"
      "<Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration></NotificationConfiguration>";
  EXPECT_EQ(send("PUT", "/bucket", document, {.query = "notification"}).status, 200);
  restart();
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "notification"}).element("Id"), "one");
  put("/bucket/k", "x");
  EXPECT_EQ(events_.size(), 1U);
}

TEST_F(S3Copy, TakesBytesAndMetadataAlong) {
  put("/bucket/a%20b", "pixels", {{"x-amz-meta-a", "1"}, {"Content-Type", "image/png"}});
  const Answer copied = put("/bucket/c", "", {{"x-amz-copy-source", "/bucket/a%20b"}});
  EXPECT_EQ(copied.status, 200);
  EXPECT_EQ(copied.element("ETag"), "\"d399848208da8b80a306af0fd62bb03f\"");
  EXPECT_FALSE(copied.element("ChecksumCRC64NVME").empty());
  const Answer read = get("/bucket/c");
  EXPECT_EQ(read.body, "pixels");
  EXPECT_EQ(read.header("x-amz-meta-a"), "1");
  EXPECT_EQ(read.header("Content-Type"), "image/png");
}

TEST_F(S3Copy, ReplacesMetadataWhenToldTo) {
  put("/bucket/a", "x", {{"x-amz-meta-a", "1"}, {"x-amz-tagging", "t=u"}});
  put("/bucket/a", "",
      {{"x-amz-copy-source", "bucket/a"},
       {"x-amz-metadata-directive", "REPLACE"},
       {"x-amz-meta-b", "2"}});
  const Answer read = get("/bucket/a");
  EXPECT_EQ(read.header("x-amz-meta-a"), "");
  EXPECT_EQ(read.header("x-amz-meta-b"), "2");
  EXPECT_EQ(read.header("x-amz-tagging-count"), "1");
}

TEST_F(S3Copy, RefusesWhatS3Refuses) {
  put("/bucket/a", "x");
  const auto code = [&](std::vector<std::pair<std::string, std::string>> headers) {
    return put("/bucket/a", "", std::move(headers)).code();
  };
  EXPECT_EQ(code({{"x-amz-copy-source", "bucket/a"}}), "InvalidRequest");
  EXPECT_EQ(code({{"x-amz-copy-source", "bucket/none"}}), "NoSuchKey");
  EXPECT_EQ(code({{"x-amz-copy-source", "none/a"}}), "NoSuchBucket");
  EXPECT_EQ(code({{"x-amz-copy-source", "bucket"}}), "InvalidArgument");
  EXPECT_EQ(code({{"x-amz-copy-source", "bucket/a"}, {"x-amz-metadata-directive", "BURN"}}),
            "InvalidArgument");
  EXPECT_EQ(code({{"x-amz-copy-source", "bucket/a"},
                  {"x-amz-metadata-directive", "REPLACE"},
                  {"x-amz-copy-source-if-match", "other"}}),
            "PreconditionFailed");
  EXPECT_EQ(code({{"x-amz-copy-source", "bucket/../../etc/passwd"}}), "NoSuchKey");
}

TEST_F(S3Listing, EncodesKeysWhenAskedTo) {
  for (const char* path : {"/bucket/a%20b", "/bucket/c%2Bd/e", "/bucket/%C3%BC"}) put(path, "x");
  const Answer plain = send("GET", "/bucket", "", {.query = "list-type=2"});
  EXPECT_THAT(plain.elements("Key"), ElementsAre("a b", "c+d/e", "ü"));
  EXPECT_EQ(plain.element("KeyCount"), "3");
  const Answer encoded =
      send("GET", "/bucket/", "", {.query = "list-type=2&encoding-type=url&delimiter=%2F"});
  EXPECT_THAT(encoded.elements("Key"), ElementsAre("a+b", "%C3%BC"));
  EXPECT_THAT(encoded.elements("Prefix"), ElementsAre("", "c%2Bd/"));
  EXPECT_EQ(encoded.element("EncodingType"), "url");
}

TEST_F(S3Listing, PagesByOpaqueTokens) {
  for (const char* path : {"/bucket/a", "/bucket/b", "/bucket/c"}) put(path, "x");
  const Answer first = send("GET", "/bucket", "", {.query = "list-type=2&max-keys=2"});
  EXPECT_EQ(first.element("IsTruncated"), "true");
  const std::string token = sigv4::uri_encode(first.element("NextContinuationToken"), false);
  const Answer second =
      send("GET", "/bucket", "", {.query = "list-type=2&max-keys=2&continuation-token=" + token});
  EXPECT_THAT(second.elements("Key"), ElementsAre("c"));
  EXPECT_EQ(second.element("IsTruncated"), "false");
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "list-type=2&continuation-token=x"}).code(),
            "InvalidArgument");
}

TEST_F(S3Listing, RefusesOddParameters) {
  for (const char* query :
       {"max-keys=x", "max-keys=-1", "max-keys=99999999999", "encoding-type=b64"}) {
    EXPECT_EQ(send("GET", "/bucket", "", {.query = query}).code(), "InvalidArgument") << query;
  }
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "max-keys=5000"}).element("MaxKeys"), "1000");
}

TEST_F(S3Listing, GivesTheFirstVersionItsMarkers) {
  for (const char* path : {"/bucket/a", "/bucket/b/1", "/bucket/c"}) put(path, "x");
  const Answer page = send("GET", "/bucket", "", {.query = "delimiter=%2F&max-keys=2&marker=A"});
  EXPECT_EQ(page.element("NextMarker"), "b/");
  EXPECT_EQ(page.element("Marker"), "A");
  EXPECT_FALSE(page.elements("Owner").empty());
}

TEST_F(S3Events, TellWhatHappened) {
  notify_of("bucket", {"s3:ObjectCreated:*", "s3:ObjectRemoved:*"}, "in/", ".jpg");
  put("/bucket/in/my%20photo%2B1.jpg", "pixels");
  put("/bucket/in/notes.txt", "x");
  put("/bucket/out/a.jpg", "x");
  put("/bucket/in/copy.jpg", "", {{"x-amz-copy-source", "bucket/in/my%20photo%2B1.jpg"}});
  send("DELETE", "/bucket/in/copy.jpg");
  send("DELETE", "/bucket/in/never.jpg");
  ASSERT_EQ(events_.size(), 3U);
  const auto created = record_of(events_[0]);
  EXPECT_EQ(created["eventName"], "ObjectCreated:Put");
  EXPECT_EQ(created["s3"]["object"]["key"], "in/my+photo%2B1.jpg");
  EXPECT_EQ(created["s3"]["object"]["size"], 6);
  EXPECT_EQ(created["s3"]["object"]["eTag"], "d399848208da8b80a306af0fd62bb03f");
  EXPECT_EQ(created["s3"]["configurationId"], "configuration");
  EXPECT_EQ(created["requestParameters"]["sourceIPAddress"], "127.0.0.1");
  EXPECT_EQ(record_of(events_[1])["eventName"], "ObjectCreated:Copy");
  EXPECT_EQ(record_of(events_[2])["eventName"], "ObjectRemoved:Delete");
}

TEST_F(S3Events, CarryTheRequestsOwnIds) {
  notify_of("bucket", {"s3:ObjectCreated:Put"});
  const Answer answer = put("/bucket/k", "x");
  EXPECT_EQ(record_of(events_.at(0))["responseElements"]["x-amz-request-id"],
            answer.header("x-amz-request-id"));
}

TEST_F(S3Requests, AreRefusedUnsigned) {
  const Answer answer = send_raw({.method = "GET",
                                  .path = "/bucket/k",
                                  .query = "",
                                  .headers = {{"Host", "127.0.0.1"}},
                                  .payload_hash = ""},
                                 "");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.code(), "AccessDenied");
}

TEST_F(S3Requests, MayBePresigned) {
  put("/bucket/my%20photo%2B1.jpg", "pixels");
  sigv4::Request request{.method = "GET",
                         .path = "/bucket/my%20photo%2B1.jpg",
                         .query = "",
                         .headers = {{"Host", "127.0.0.1"}},
                         .payload_hash = "UNSIGNED-PAYLOAD"};
  presign(request, {.time = clock_.now(), .region = "us-east-1", .service = "s3"}, credentials_,
          sigv4::PathStyle::S3, std::chrono::seconds(60));
  EXPECT_EQ(send_raw(request, "").body, "pixels");
  clock_.advance(std::chrono::seconds(61));
  EXPECT_EQ(send_raw(request, "").element("Message"), "Request has expired");
}

TEST_F(S3Requests, NameTheBucketInTheHostToo) {
  put("/bucket/k", "x");
  sigv4::Request request{.method = "GET",
                         .path = "/k",
                         .query = "",
                         .headers = {{"Host", "bucket.s3.localhost:4566"}},
                         .payload_hash = sigv4::sha256_hex("")};
  sign(request, {.time = clock_.now(), .region = "us-east-1", .service = "s3"}, credentials_,
       sigv4::PathStyle::S3);
  EXPECT_EQ(send_raw(request, "").body, "x");
}

TEST_F(S3Requests, AreRefusedForWhatIsNotThere) {
  const Answer lists = send("GET", "/bucket", "", {.query = "acl"});
  EXPECT_EQ(lists.status, 501);
  EXPECT_EQ(lists.element("Message"),
            "The local cloud's S3 does not have this operation: GET ?acl of a bucket");
  EXPECT_EQ(send("PUT", "/bucket", "", {.query = "policy"}).status, 501);
  EXPECT_EQ(send("GET", "/bucket/k", "", {.query = "torrent"}).status, 501);
  EXPECT_EQ(send("DELETE", "/bucket", "", {.query = "lifecycle"}).status, 501);
  EXPECT_EQ(send("POST", "/bucket/k").status, 405);
  EXPECT_EQ(send("GET", "/bucket").status, 200);
}

}  // namespace
}  // namespace shrike::local
