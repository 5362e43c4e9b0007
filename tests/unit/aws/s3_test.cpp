#include "handlers/aws/s3.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/aws/sigv4.h"
#include "tests/unit/aws/s3_fixture.h"

namespace shrike {
namespace {

using test::error_from;
using test::header_of;
using testing::HasSubstr;

TEST_F(S3Test, NamesFailuresOfAHeadByTheirStatusAlone) {
  S3Client s3(client("s3"));
  struct Case {
    int status;
    const char* type;
    ErrorKind kind;
  };
  for (const auto& [status, type, kind] : {
           Case{404, "Object.NotFound", ErrorKind::Reject},
           Case{403, "Object.AccessDenied", ErrorKind::Reject},
           Case{412, "Object.Changed", ErrorKind::Reject},
           Case{400, "S3.BadRequest", ErrorKind::Retry},  // credentials ran out, as far as it goes
       }) {
    transport_.answer(status);
    const auto error = error_from([&] { static_cast<void>(s3.head(object("k"), scope())); });
    EXPECT_EQ(error.type(), type);
    EXPECT_EQ(error.kind(), kind) << type;
  }
  EXPECT_EQ(transport_.requests().at(0).method, "HEAD");
}

TEST_F(S3Test, PutsWithChecksumHashAndConditions) {
  transport_.answer(200, {{"ETag", "\"5d41\""}, {"x-amz-version-id", "v1"}});
  S3Client s3(client("s3"));
  const PutOptions options{.content_type = "image/webp",
                           .cache_control = "max-age=60",
                           .metadata = {{"sequencer", "0055AE"}},
                           .if_match = "\"old\"",
                           .if_none_match = true};
  const auto info = s3.put(BucketName("photos"), ObjectKey("k"), "hello", options, scope());
  EXPECT_EQ(info.etag, "\"5d41\"");
  EXPECT_EQ(info.version, VersionId("v1"));
  EXPECT_EQ(info.size, 5U);

  const auto& sent = transport_.requests().at(0);
  EXPECT_EQ(sent.method, "PUT");
  EXPECT_EQ(sent.body, "hello");
  EXPECT_EQ(header_of(sent, "x-amz-checksum-crc32"), "NhCmhg==");
  EXPECT_EQ(header_of(sent, "x-amz-content-sha256"), sigv4::sha256_hex("hello"));
  EXPECT_EQ(header_of(sent, "x-amz-meta-sequencer"), "0055AE");
  EXPECT_EQ(header_of(sent, "If-Match"), "\"old\"");
  EXPECT_EQ(header_of(sent, "If-None-Match"), "*");
  EXPECT_THAT(header_of(sent, "Authorization"),
              HasSubstr("SignedHeaders=cache-control;content-type;host;if-match;if-none-match;"
                        "x-amz-checksum-crc32;x-amz-content-sha256;x-amz-date;"
                        "x-amz-meta-sequencer;x-amz-security-token,"));
}

TEST_F(S3Test, PutsWithoutConditionsByDefault) {
  transport_.answer(200);
  S3Client s3(client("s3"));
  s3.put(BucketName("photos"), ObjectKey("k"), "", {}, scope());
  const auto& sent = transport_.requests().at(0);
  for (const auto* name : {"If-Match", "If-None-Match", "Cache-Control"}) {
    EXPECT_FALSE(sent.headers.contains(name)) << name;
  }
}

TEST_F(S3Test, SendsTheWholeBodyAgainOnARetry) {
  transport_.fail("Network.Interrupted");
  transport_.answer(409, {}, "<Error><Code>ConditionalRequestConflict</Code></Error>");
  transport_.answer(200);
  S3Client s3(client("s3"));
  s3.put(BucketName("photos"), ObjectKey("k"), "hello", {}, scope());
  EXPECT_EQ(transport_.requests().at(2).body, "hello");
}

TEST_F(S3Test, SaysThatAConditionFailed) {
  transport_.answer(412, {},
                    "<Error><Code>PreconditionFailed</Code>"
                    "<Condition>If-None-Match</Condition></Error>");
  S3Client s3(client("s3"));
  const auto error = error_from(
      [&] { s3.put(BucketName("photos"), ObjectKey("k"), "x", {.if_none_match = true}, scope()); });
  EXPECT_EQ(error.type(), "Object.Changed");
}

TEST_F(S3Test, SendsNoHeaderThatCouldEndInAnother) {
  S3Client s3(client("s3"));
  for (const auto& options :
       {PutOptions{.metadata = {{"a", "x\r\nx-amz-acl: public-read"}}},
        PutOptions{.metadata = {{"a: b\r\nc", "x"}}}, PutOptions{.metadata = {{"", "ü"}}},
        PutOptions{.metadata = {{"name", "ümlaut"}}}, PutOptions{.content_type = "a\nb"},
        PutOptions{.cache_control = std::string("a\0b", 3)}, PutOptions{.if_match = "\x7f"}}) {
    const auto error =
        error_from([&] { s3.put(BucketName("photos"), ObjectKey("k"), "x", options, scope()); });
    EXPECT_EQ(error.type(), "Object.MetadataInvalid");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
  }
  EXPECT_TRUE(transport_.requests().empty());
}

TEST_F(S3Test, StaysInThePathOfACustomEndpoint) {
  transport_.answer(200);
  S3Client s3(client("s3", {{"AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000"}}));
  static_cast<void>(s3.head(object("//k"), scope()));
  EXPECT_EQ(transport_.requests().at(0).url, "http://127.0.0.1:9000/photos///k");
}

TEST_F(S3Test, ListsAPrefixPageByPage) {
  transport_.answer(200, {},
                    "<ListBucketResult><EncodingType>url</EncodingType>"
                    "<Contents><Key>a+b/k</Key><Size>1</Size></Contents>"
                    "<IsTruncated>true</IsTruncated>"
                    "<NextContinuationToken>t+/=</NextContinuationToken></ListBucketResult>");
  transport_.answer(200, {}, "<ListBucketResult/>");
  S3Client s3(client("s3"));
  const auto page = s3.list(BucketName("photos"), "a b+ü&/", "", scope());
  ASSERT_EQ(page.objects.size(), 1U);
  EXPECT_EQ(page.objects[0].key, ObjectKey("a b/k"));
  EXPECT_TRUE(s3.list(BucketName("photos"), "", page.continuation, scope()).objects.empty());
  const std::string origin = "https://photos.s3.eu-central-1.amazonaws.com/";
  EXPECT_EQ(transport_.requests().at(0).url,
            origin + "?list-type=2&encoding-type=url&prefix=a%20b%2B%C3%BC%26%2F");
  EXPECT_EQ(transport_.requests().at(1).url,
            origin + "?list-type=2&encoding-type=url&prefix=&continuation-token=t%2B%2F%3D");
}

TEST_F(S3Test, FollowsNoListThatGoesInACircle) {
  transport_.answer(200, {},
                    "<ListBucketResult><IsTruncated>true</IsTruncated>"
                    "<NextContinuationToken>t</NextContinuationToken></ListBucketResult>");
  S3Client s3(client("s3"));
  const auto error =
      error_from([&] { static_cast<void>(s3.list(BucketName("photos"), "", "t", scope())); });
  EXPECT_EQ(error.type(), "Service.Unavailable");
}

TEST_F(S3Test, NamesFailuresOfAList) {
  S3Client s3(client("s3"));
  const auto list = [&] { static_cast<void>(s3.list(BucketName("photos"), "", "", scope())); };
  transport_.answer(404, {}, "<Error><Code>NoSuchBucket</Code></Error>");
  EXPECT_EQ(error_from(list).type(), "Bucket.NotFound");
  transport_.answer(403, {}, "<Error><Code>AccessDenied</Code></Error>");
  EXPECT_EQ(error_from(list).type(), "Object.AccessDenied");
  EXPECT_EQ(error_from([&] { static_cast<void>(s3.list(BucketName(""), "", "", scope())); }).type(),
            "Object.NameInvalid");
}

TEST_F(S3Test, RemovesAnObject) {
  transport_.answer(204);
  transport_.answer(204);
  S3Client s3(client("s3"));
  s3.remove(BucketName("photos"), ObjectKey("a b"), "", scope());
  s3.remove(BucketName("photos"), ObjectKey("a b"), "\"e1\"", scope());
  const auto& sent = transport_.requests();
  EXPECT_EQ(sent.at(0).method, "DELETE");
  EXPECT_EQ(sent.at(0).url, "https://photos.s3.eu-central-1.amazonaws.com/a%20b");
  EXPECT_FALSE(sent.at(0).headers.contains("If-Match"));
  EXPECT_EQ(header_of(sent.at(1), "If-Match"), "\"e1\"");
  EXPECT_THAT(header_of(sent.at(1), "Authorization"), HasSubstr("host;if-match;"));
}

TEST_F(S3Test, TakesAnObjectThatIsNotThereForRemoved) {
  transport_.answer(404, {}, kNoSuchKey);
  S3Client s3(client("s3"));
  EXPECT_NO_THROW(s3.remove(BucketName("photos"), ObjectKey("k"), "\"e1\"", scope()));
}

TEST_F(S3Test, SaysWhyNothingWasRemoved) {
  struct Case {
    int status;
    std::string code;
    std::string type;
  };
  S3Client s3(client("s3"));
  for (const auto& [status, code, type] : {Case{412, "PreconditionFailed", "Object.Changed"},
                                           Case{404, "NoSuchBucket", "Bucket.NotFound"},
                                           Case{403, "AccessDenied", "Object.AccessDenied"}}) {
    transport_.answer(status, {}, "<Error><Code>" + code + "</Code></Error>");
    EXPECT_EQ(error_from([&] {
                s3.remove(BucketName("photos"), ObjectKey("k"), "\"e1\"", scope());
              }).type(),
              type);
  }
  EXPECT_EQ(error_from([&] { s3.remove(BucketName("photos"), ObjectKey(""), "", scope()); }).type(),
            "Object.NameInvalid");
  EXPECT_EQ(error_from([&] {
              s3.remove(BucketName("photos"), ObjectKey("k"), "a\r\nb: c", scope());
            }).type(),
            "Object.MetadataInvalid");
}

}  // namespace
}  // namespace shrike
