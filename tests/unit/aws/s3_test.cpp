#include "handlers/aws/s3.h"

#include <chrono>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/aws/sigv4.h"
#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using test::error_from;
using test::header_of;
using testing::HasSubstr;

constexpr auto kNoLimit = std::numeric_limits<std::uint64_t>::max();
const std::string kNoSuchKey = "<Error><Code>NoSuchKey</Code></Error>";

class S3Test : public test::AwsFixture {
 protected:
  static ObjectRef object(std::string key, std::string version = {}) {
    return {BucketName("photos"), ObjectKey(std::move(key)), VersionId(std::move(version))};
  }

  ObjectInfo get(std::uint64_t limit = kNoLimit) {
    S3Client s3(client("s3"));
    return s3.get(object("k"), limit, scope(),
                  [this](const ObjectInfo&, std::string_view piece) { seen_ += piece; });
  }

  Error get_failure(std::uint64_t limit = kNoLimit) {
    return error_from([&] { get(limit); });
  }

  /// Headers of an answer that holds `size` bytes of an object whose CRC-32 is `crc32`.
  static HttpHeaders whole(std::size_t size, const std::string& crc32 = {}) {
    HttpHeaders headers{{"Content-Length", std::to_string(size)}, {"ETag", "\"e1\""}};
    if (!crc32.empty()) headers.add("x-amz-checksum-crc32", crc32);
    return headers;
  }

  static HttpHeaders range(const std::string& content_range) {
    return {{"Content-Range", content_range}, {"ETag", "\"e1\""}};
  }

  std::string seen_;
};

TEST_F(S3Test, GetsAnObjectWithItsFacts) {
  transport_.answer(200,
                    {{"Content-Length", "5"},
                     {"ETag", "\"5d41\""},
                     {"Content-Type", "image/jpeg"},
                     {"x-amz-version-id", "v7"},
                     {"X-Amz-Meta-Task", "t/1"},
                     {"x-amz-checksum-crc32", "NhCmhg=="}},
                    "hello");
  const auto info = get();
  EXPECT_EQ(seen_, "hello");
  EXPECT_EQ(info.size, 5U);
  EXPECT_EQ(info.etag, "\"5d41\"");
  EXPECT_EQ(info.content_type, "image/jpeg");
  EXPECT_EQ(info.version, VersionId("v7"));
  EXPECT_THAT(info.metadata, testing::ElementsAre(testing::Pair("task", "t/1")));
  EXPECT_EQ(header_of(transport_.requests().at(0), "x-amz-checksum-mode"), "ENABLED");
  EXPECT_FALSE(transport_.requests().at(0).headers.contains("Range"));
}

TEST_F(S3Test, GetsAnEmptyObject) {
  transport_.answer(200, whole(0, "AAAAAA=="));
  EXPECT_EQ(get().size, 0U);
  EXPECT_EQ(seen_, "");
}

TEST_F(S3Test, GetsAnObjectOfUnstatedSize) {
  transport_.answer(200, {{"ETag", "\"e1\""}}, "hello");
  EXPECT_EQ(get().size, 5U);
}

TEST_F(S3Test, SpellsKeysWithEverySegmentEncodedOnce) {
  const std::map<std::string, std::string> cases = {
      {"a b+c%41.jpg", "/a%20b%2Bc%2541.jpg"},
      {"//a/./b/../c", "///a/./b/../c"},
      {"ünï/日本", "/%C3%BCn%C3%AF/%E6%97%A5%E6%9C%AC"},
      {std::string("\xff\0", 2), "/%FF%00"},
      {"a?b#c&d=e", "/a%3Fb%23c%26d%3De"},
  };
  for (const auto& [key, path] : cases) {
    transport_.answer(200);
    S3Client s3(client("s3"));
    static_cast<void>(s3.head(object(key), scope()));
    EXPECT_EQ(transport_.requests().back().url,
              "https://photos.s3.eu-central-1.amazonaws.com" + path);
  }
}

TEST_F(S3Test, AsksForTheVersion) {
  transport_.answer(200);
  S3Client s3(client("s3"));
  static_cast<void>(s3.head(object("k", "a/b+c"), scope()));
  EXPECT_THAT(transport_.requests().at(0).url, HasSubstr("/k?versionId=a%2Fb%2Bc"));
}

TEST_F(S3Test, NeverTakesABucketForAnObject) {
  S3Client s3(client("s3"));
  EXPECT_EQ(error_from([&] { static_cast<void>(s3.head(object(""), scope())); }).type(),
            "Object.NameInvalid");
  EXPECT_EQ(error_from([&] {
              static_cast<void>(s3.put(BucketName(""), ObjectKey("photos"), "", {}, scope()));
            }).type(),
            "Object.NameInvalid");
  EXPECT_TRUE(transport_.requests().empty());
}

TEST_F(S3Test, RefusesTooLargeAnObjectBeforeItsFirstByte) {
  transport_.answer(200, whole(5), "hello");
  const auto error = get_failure(4);
  EXPECT_EQ(error.type(), "Object.TooLarge");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
  EXPECT_EQ(seen_, "");
}

TEST_F(S3Test, RefusesTooLargeAnObjectThatHidItsSize) {
  transport_.answer(200, {{"ETag", "\"e1\""}}, "hello");
  EXPECT_EQ(get_failure(4).type(), "Object.TooLarge");
}

TEST_F(S3Test, TakesAnObjectOfJustTheLimit) {
  transport_.answer(200, whole(5), "hello");
  EXPECT_EQ(get(5).size, 5U);
}

TEST_F(S3Test, ResumesATransferThatBrokeOff) {
  transport_.break_off(200, whole(11, "DUoRhQ=="), "hello");
  transport_.break_off(206, range("bytes 5-10/11"), " wo", "Network.Timeout");
  transport_.answer(206, range("bytes 8-10/11"), "rld");
  const auto info = get();
  EXPECT_EQ(seen_, "hello world");
  EXPECT_EQ(info.size, 11U);
  const auto& second = transport_.requests().at(1);
  EXPECT_EQ(header_of(second, "Range"), "bytes=5-");
  EXPECT_EQ(header_of(second, "If-Match"), "\"e1\"");
  EXPECT_THAT(header_of(second, "Authorization"), HasSubstr("if-match;range"));
  EXPECT_EQ(header_of(transport_.requests().at(2), "Range"), "bytes=8-");
}

TEST_F(S3Test, ResumesATransferThatEndedEarlyWithoutAnError) {
  transport_.answer(200, whole(11), "hello");
  transport_.answer(206, range("bytes 5-10/11"), " world");
  get();
  EXPECT_EQ(seen_, "hello world");
}

TEST_F(S3Test, SkipsWhatItHasWhenTheServerKnowsNoRanges) {
  transport_.break_off(200, whole(11), "hello");
  transport_.break_off(200, whole(11), "hel");
  transport_.answer(200, whole(11), "hello world");
  get();
  EXPECT_EQ(seen_, "hello world");
}

TEST_F(S3Test, AsksForNothingMoreWhenTheConnectionBreaksAfterTheLastByte) {
  transport_.break_off(200, whole(5, "NhCmhg=="), "hello");
  EXPECT_EQ(get().size, 5U);
}

TEST_F(S3Test, RetriesWithinAResumption) {
  transport_.break_off(200, whole(11), "hello");
  transport_.answer(503, {}, "<Error><Code>SlowDown</Code></Error>");
  transport_.fail("Network.ConnectFailed");
  transport_.answer(206, range("bytes 5-10/11"), " world");
  get();
  EXPECT_EQ(seen_, "hello world");
}

TEST_F(S3Test, StopsWhenTheObjectChangedMeanwhile) {
  transport_.break_off(200, whole(11), "hello");
  transport_.answer(412, {}, "<Error><Code>PreconditionFailed</Code></Error>");
  EXPECT_EQ(get_failure().type(), "Object.Changed");

  transport_.break_off(200, whole(11), "hello");
  transport_.answer(200, {{"Content-Length", "11"}, {"ETag", "\"e2\""}}, "other bytes");
  EXPECT_EQ(get_failure().type(), "Object.Changed");
}

TEST_F(S3Test, TakesNoRangeThatItDidNotAskFor) {
  transport_.break_off(200, whole(11), "hello");
  for (const std::string wrong :
       {"bytes 4-10/11", "bytes */11", "", "bytes x-y/z", "items 5-10/11"}) {
    transport_.answer(206, range(wrong), "!!!!!!");
  }
  EXPECT_EQ(get_failure().type(), "Service.Unavailable");
  EXPECT_EQ(seen_, "hello");
}

TEST_F(S3Test, GivesUpAfterFiveResumptions) {
  transport_.break_off(200, whole(100), "x");
  for (int byte = 1; byte <= 5; ++byte) {
    const auto first = std::to_string(byte);
    transport_.break_off(206, range("bytes " + first + "-99/100"), "x");
  }
  const auto error = get_failure();
  EXPECT_EQ(error.type(), "Service.Unavailable");
  EXPECT_EQ(error.kind(), ErrorKind::Retry);
  EXPECT_EQ(seen_, "xxxxxx");
}

TEST_F(S3Test, ResumesNothingThatItCannotRecognise) {
  transport_.break_off(200, {{"Content-Length", "11"}}, "hello");
  EXPECT_TRUE(get_failure().retryable());
  EXPECT_EQ(transport_.requests().size(), 1U);
}

TEST_F(S3Test, LetsTheSinksOwnErrorOut) {
  transport_.answer(200, whole(5), "hello");
  S3Client s3(client("s3"));
  const auto error = error_from([&] {
    s3.get(object("k"), kNoLimit, scope(), [](const ObjectInfo&, std::string_view) {
      throw Error(ErrorKind::Retry, "Network.Interrupted", "the sink's");
    });
  });
  EXPECT_EQ(error.message(), "the sink's");
  EXPECT_EQ(transport_.requests().size(), 1U);
}

TEST_F(S3Test, NoticesBytesThatAreNotTheObjects) {
  transport_.answer(200, whole(5, "NhCmhg=="), "hallo");
  const auto error = get_failure();
  EXPECT_EQ(error.type(), "Object.ChecksumMismatch");
  EXPECT_EQ(error.kind(), ErrorKind::Retry);
}

TEST_F(S3Test, ChecksTheWholeObjectAcrossResumptions) {
  transport_.break_off(200, whole(5, "NhCmhg=="), "he");
  transport_.answer(206, range("bytes 2-4/5"), "LLO");
  EXPECT_EQ(get_failure().type(), "Object.ChecksumMismatch");
}

TEST_F(S3Test, NamesFailuresAsThePipelineKnowsThem) {
  struct Case {
    int status;
    std::string body;
    std::string type;
  };
  for (const auto& [status, body, type] : {
           Case{404, kNoSuchKey, "Object.NotFound"},
           Case{404, "<Error><Code>NoSuchVersion</Code></Error>", "Object.NotFound"},
           Case{404, "<Error><Code>NoSuchBucket</Code></Error>", "Bucket.NotFound"},
           Case{403, "<Error><Code>AccessDenied</Code></Error>", "Object.AccessDenied"},
           Case{403, "<Error><Code>InvalidObjectState</Code></Error>", "S3.InvalidObjectState"},
           Case{403, "<Error><Code>InvalidAccessKeyId</Code></Error>", "S3.InvalidAccessKeyId"},
           Case{405, "<Error><Code>MethodNotAllowed</Code></Error>", "Object.NotFound"},
       }) {
    transport_.answer(status, {}, body);
    const auto error = get_failure();
    EXPECT_EQ(error.type(), type);
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
  }
}

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
