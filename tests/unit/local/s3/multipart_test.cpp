#include <atomic>
#include <chrono>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kSmallestPart = 5U * 1024 * 1024;

using Headers = std::vector<std::pair<std::string, std::string>>;

class S3Multipart : public S3ServiceTest {
 protected:
  std::string begin(Headers headers = {}) {
    return send("POST", "/bucket/k", "", {.query = "uploads", .headers = std::move(headers)})
        .element("UploadId");
  }

  Answer part(const std::string& upload, int number, const std::string& body,
              Headers headers = {}) {
    return send("PUT", "/bucket/k", body,
                {.query = "partNumber=" + std::to_string(number) + "&uploadId=" + upload,
                 .headers = std::move(headers)});
  }

  Answer complete(const std::string& upload, const std::vector<std::pair<int, std::string>>& parts,
                  Headers headers = {}) {
    std::string document = "<CompleteMultipartUpload>";
    for (const auto& [number, etag] : parts) {
      document += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + etag +
                  "</ETag></Part>";
    }
    return send("POST", "/bucket/k", document + "</CompleteMultipartUpload>",
                {.query = "uploadId=" + upload, .headers = std::move(headers)});
  }

  std::string begin_with_one_part() {
    const std::string upload = begin();
    etag_ = part(upload, 1, "test").header("ETag");
    return upload;
  }

  std::string etag_;
};

TEST_F(S3Multipart, PutsPartsTogetherInTheOrderOfTheirNumbers) {
  notify_of("bucket", {"s3:ObjectCreated:*"});
  const std::string upload = begin({{"Content-Type", "image/tiff"}, {"x-amz-meta-a", "b"}});
  const std::string last = part(upload, 7, "end").header("ETag");
  const std::string first = part(upload, 3, std::string(kSmallestPart, 'x')).header("ETag");
  EXPECT_THAT(send("GET", "/bucket/k", "", {.query = "uploadId=" + upload}).elements("PartNumber"),
              ElementsAre("3", "7"));
  EXPECT_EQ(get("/bucket/k").status, 404);
  const Answer done = complete(upload, {{3, first}, {7, last}});
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.element("ETag").substr(33), "-2\"");
  EXPECT_FALSE(done.element("ChecksumCRC64NVME").empty());
  EXPECT_EQ(done.element("ChecksumType"), "FULL_OBJECT");
  const Answer read = get("/bucket/k");
  EXPECT_EQ(read.body, std::string(kSmallestPart, 'x') + "end");
  EXPECT_EQ(read.header("Content-Type"), "image/tiff");
  EXPECT_EQ(read.header("x-amz-meta-a"), "b");
  EXPECT_EQ(record_of(events_.at(0))["eventName"], "ObjectCreated:CompleteMultipartUpload");
  EXPECT_EQ(record_of(events_.at(0))["s3"]["object"]["size"], kSmallestPart + 3);
  EXPECT_EQ(complete(upload, {{3, first}, {7, last}}).code(), "NoSuchUpload");
  EXPECT_THAT(folder_.files(".shrike/bucket/uploads"), IsEmpty());
}

// The ETag and checksum that S3 gave for one part of the bytes "test", recorded in February 2026.
TEST_F(S3Multipart, ComputesTheEtagThatS3Computes) {
  const std::string upload = begin_with_one_part();
  const Answer done = complete(upload, {{1, etag_}});
  EXPECT_EQ(done.element("ETag"), "\"60cd54a928cbbcbb6e7b5595bab46a9e-1\"");
  EXPECT_EQ(done.element("ChecksumCRC64NVME"), "+bu+zv66sUM=");
}

TEST_F(S3Multipart, MakesACompositeChecksumOfItsParts) {
  const std::string upload = begin({{"x-amz-checksum-algorithm", "SHA256"}});
  EXPECT_EQ(part(upload, 1, "hello", {{"x-amz-checksum-crc32", "NhCmhg=="}}).code(),
            "InvalidRequest");
  const Answer one = part(upload, 1, "hello");
  EXPECT_EQ(one.header("x-amz-checksum-sha256"), "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
  const Answer done = complete(upload, {{1, one.header("ETag")}});
  EXPECT_EQ(done.element("ChecksumType"), "COMPOSITE");
  // SHA-256 of the one part's SHA-256.
  EXPECT_EQ(done.element("ChecksumSHA256"), "lZXJ35AHUUjrBoYDZd8zWEt1v/eCpRDGzUiDpBmDPVA=-1");
}

TEST_F(S3Multipart, RefusesChecksumKindsThatDoNotGoTogether) {
  const auto code = [&](Headers headers) {
    return send("POST", "/bucket/k", "", {.query = "uploads", .headers = std::move(headers)})
        .code();
  };
  EXPECT_EQ(code({{"x-amz-checksum-algorithm", "SHA1"}, {"x-amz-checksum-type", "FULL_OBJECT"}}),
            "InvalidRequest");
  EXPECT_EQ(code({{"x-amz-checksum-algorithm", "CRC64NVME"}, {"x-amz-checksum-type", "COMPOSITE"}}),
            "InvalidRequest");
  EXPECT_EQ(code({{"x-amz-checksum-algorithm", "ROT13"}}), "InvalidRequest");
}

TEST_F(S3Multipart, RefusesListsThatDoNotFitTheParts) {
  const std::string upload = begin();
  const std::string one = part(upload, 1, "small").header("ETag");
  const std::string two = part(upload, 2, "two").header("ETag");
  const Answer small = complete(upload, {{1, one}, {2, two}});
  EXPECT_EQ(small.code(), "EntityTooSmall");
  EXPECT_EQ(small.element("ProposedSize"), "5");
  EXPECT_EQ(complete(upload, {{2, two}, {1, one}}).code(), "InvalidPartOrder");
  EXPECT_EQ(complete(upload, {{1, one}, {1, one}}).code(), "InvalidPartOrder");
  EXPECT_EQ(complete(upload, {{1, two}}).code(), "InvalidPart");
  EXPECT_EQ(complete(upload, {{3, two}}).code(), "InvalidPart");
  EXPECT_EQ(complete(upload, {}).code(), "MalformedXML");
  EXPECT_EQ(send("POST", "/bucket/k",
                 "<CompleteMultipartUpload><Part><PartNumber>1x</PartNumber>"
                 "</Part></CompleteMultipartUpload>",
                 {.query = "uploadId=" + upload})
                .code(),
            "MalformedXML");
  EXPECT_EQ(complete(upload, {{1, one}}, {{"x-amz-mp-object-size", "6"}}).code(), "InvalidRequest");
  EXPECT_EQ(complete(upload, {{1, one}}, {{"x-amz-checksum-crc64nvme", "AAAAAAAAAAA="}}).code(),
            "BadDigest");
  EXPECT_EQ(complete(upload, {{2, two}}, {{"x-amz-mp-object-size", "3"}}).status, 200);
  EXPECT_EQ(get("/bucket/k").body, "two");
}

TEST_F(S3Multipart, KeepsThePartThatWasUploadedLast) {
  const std::string upload = begin();
  part(upload, 1, "first");
  const std::string again = part(upload, 1, "second").header("ETag");
  EXPECT_EQ(complete(upload, {{1, again}}).status, 200);
  EXPECT_EQ(get("/bucket/k").body, "second");
}

TEST_F(S3Multipart, RefusesImpossibleNumbersAndIds) {
  const std::string upload = begin();
  for (const char* number : {"0", "10001", "-1", "x", "", "1.5", "99999999999999"}) {
    EXPECT_EQ(send("PUT", "/bucket/k", "x",
                   {.query = std::string("partNumber=") + number + "&uploadId=" + upload})
                  .code(),
              "InvalidArgument")
        << number;
  }
  for (const char* id : {"", "x", "..", "..%2F..%2Fbucket", "%2Fetc", "abcdef"}) {
    EXPECT_EQ(part(id, 1, "x").code(), "NoSuchUpload") << id;
  }
  EXPECT_EQ(send("PUT", "/bucket/other", "x", {.query = "partNumber=1&uploadId=" + upload}).code(),
            "NoSuchUpload");
}

TEST_F(S3Multipart, IsAbortedWithAllItsParts) {
  const std::string upload = begin_with_one_part();
  EXPECT_THAT(send("GET", "/bucket", "", {.query = "uploads"}).elements("UploadId"),
              ElementsAre(upload));
  EXPECT_EQ(send("DELETE", "/bucket/k", "", {.query = "uploadId=" + upload}).status, 204);
  EXPECT_THAT(send("GET", "/bucket", "", {.query = "uploads"}).elements("UploadId"), IsEmpty());
  EXPECT_EQ(part(upload, 1, "x").code(), "NoSuchUpload");
  EXPECT_THAT(folder_.files(".shrike/bucket/uploads"), IsEmpty());
}

TEST_F(S3Multipart, SurvivesARestart) {
  const std::string upload = begin_with_one_part();
  restart();
  EXPECT_EQ(complete(upload, {{1, etag_}}).status, 200);
  EXPECT_EQ(get("/bucket/k").body, "test");
}

TEST_F(S3Multipart, CopiesRangesOfOtherObjects) {
  put("/bucket/source", "0123456789");
  const std::string upload = begin();
  const Answer copied =
      part(upload, 1, "",
           {{"x-amz-copy-source", "bucket/source"}, {"x-amz-copy-source-range", "bytes=2-4"}});
  EXPECT_EQ(copied.status, 200) << copied.body;
  EXPECT_EQ(complete(upload, {{1, copied.element("ETag")}}).status, 200);
  EXPECT_EQ(get("/bucket/k").body, "234");
}

// As recorded from S3 in February 2026: a writer in between is a conflict, even where the condition
// itself would hold again.
TEST_F(S3Multipart, ConflictsWithWhoeverWroteMeanwhile) {
  put("/bucket/k", "old");
  std::string upload = begin_with_one_part();
  const Headers none{{"If-None-Match", "*"}};
  EXPECT_EQ(complete(upload, {{1, etag_}}, none).code(), "PreconditionFailed");
  send("DELETE", "/bucket/k");
  const Answer conflict = complete(upload, {{1, etag_}}, none);
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.code(), "ConditionalRequestConflict");
  EXPECT_EQ(conflict.element("Key"), "k");
  upload = begin_with_one_part();
  EXPECT_EQ(complete(upload, {{1, etag_}}, none).status, 200);

  const std::string current = get("/bucket/k").header("ETag");
  upload = begin_with_one_part();
  EXPECT_EQ(complete(upload, {{1, etag_}}, {{"If-Match", "\"other\""}}).status, 412);
  const std::string rewritten = put("/bucket/k", "put").header("ETag");
  EXPECT_EQ(complete(upload, {{1, etag_}}, {{"If-Match", current}}).status, 412);
  EXPECT_EQ(complete(upload, {{1, etag_}}, {{"If-Match", rewritten}}).status, 409);
  send("DELETE", "/bucket/k");
  EXPECT_EQ(complete(upload, {{1, etag_}}, {{"If-Match", rewritten}}).code(), "NoSuchKey");
  EXPECT_EQ(complete(upload, {{1, etag_}}).status, 200);
}

TEST_F(S3Multipart, ListsTheRestBehindAPageThatHasBeenAbortedMeanwhile) {
  for (int i = 0; i < 5; ++i) begin();
  const Answer page = send("GET", "/bucket", "", {.query = "uploads&max-uploads=3"});
  EXPECT_EQ(page.elements("UploadId").size(), 3U);
  for (const std::string& id : page.elements("UploadId")) {
    send("DELETE", "/bucket/k", "", {.query = "uploadId=" + id});
  }
  const Answer rest = send("GET", "/bucket", "",
                           {.query = "uploads&key-marker=" + page.element("NextKeyMarker") +
                                     "&upload-id-marker=" + page.element("NextUploadIdMarker")});
  EXPECT_EQ(rest.elements("UploadId").size(), 2U);
}

TEST_F(S3Multipart, ListsAKeysUploadsInTheOrderInWhichTheyBegan) {
  std::vector<std::string> begun;
  for (int i = 0; i < 5; ++i) {
    begun.push_back(begin());
    clock_.advance(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "uploads"}).elements("UploadId"), begun);
}

TEST_F(S3Multipart, IsListedBesideOthersThatEnd) {
  std::atomic<bool> ended = false;
  std::thread others([&] {
    for (int i = 0; i < 100; ++i) send("DELETE", "/bucket/k", "", {.query = "uploadId=" + begin()});
    ended = true;
  });
  while (!ended) EXPECT_EQ(send("GET", "/bucket", "", {.query = "uploads"}).status, 200);
  others.join();
}

TEST_F(S3Multipart, KeepsItsStorageClass) {
  const auto begun = send("POST", "/bucket/k", "",
                          {.query = "uploads", .headers = {{"x-amz-storage-class", "GLACIER_IR"}}});
  const std::string upload = begun.element("UploadId");
  EXPECT_EQ(send("GET", "/bucket", "", {.query = "uploads"}).element("StorageClass"), "GLACIER_IR");
  EXPECT_EQ(complete(upload, {{1, part(upload, 1, "x").header("ETag")}}).status, 200);
  EXPECT_EQ(send("HEAD", "/bucket/k").header("x-amz-storage-class"), "GLACIER_IR");
}

TEST_F(S3Multipart, ListsUploadsInPages) {
  for (const char* path : {"/bucket/b", "/bucket/a%2F1", "/bucket/a%2F2", "/bucket/c"}) {
    send("POST", path, "", {.query = "uploads"});
  }
  const Answer rolled = send("GET", "/bucket", "", {.query = "uploads&delimiter=%2F"});
  EXPECT_THAT(rolled.elements("Key"), ElementsAre("b", "c"));
  EXPECT_EQ(rolled.element("CommonPrefixes"), "");
  const Answer page = send("GET", "/bucket", "", {.query = "uploads&max-uploads=3"});
  EXPECT_THAT(page.elements("Key"), ElementsAre("a/1", "a/2", "b"));
  const Answer rest = send("GET", "/bucket", "",
                           {.query = "uploads&key-marker=" + page.element("NextKeyMarker") +
                                     "&upload-id-marker=" + page.element("NextUploadIdMarker")});
  EXPECT_THAT(rest.elements("Key"), ElementsAre("c"));
}

}  // namespace
}  // namespace shrike::local
