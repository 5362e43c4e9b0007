#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/aws/s3_fixture.h"

namespace shrike {
namespace {

using test::error_from;
using test::header_of;
using testing::HasSubstr;

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

}  // namespace
}  // namespace shrike
