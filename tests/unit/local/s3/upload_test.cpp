#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/s3/upload_body.h"
#include "tests/unit/local/s3/service_fixture.h"

namespace shrike::local {
namespace {

using ::testing::IsEmpty;

using Headers = std::vector<std::pair<std::string, std::string>>;

class S3Upload : public S3ServiceTest {
 protected:
  /// Nothing of a refused upload may stay.
  void expect_nothing_stored() {
    EXPECT_EQ(get("/bucket/k").status, 404);
    EXPECT_THAT(folder_.files("bucket"), IsEmpty());
    EXPECT_THAT(folder_.files(".shrike/bucket/temporary"), IsEmpty());
  }
};

struct StatedSum {
  const char* algorithm;
  const char* of_hello;
};

// Of the bytes "hello", by other implementations of the five algorithms.
constexpr StatedSum kSums[] = {{"crc32", "NhCmhg=="},
                               {"crc32c", "mnG7TA=="},
                               {"crc64nvme", "M3eFcAZSQlc="},
                               {"sha1", "qvTGHdzF6KLavt4PO0gs2a6pQ00="},
                               {"sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="}};

TEST_F(S3Upload, VerifiesEveryChecksumThatIsStated) {
  for (const StatedSum& sum : kSums) {
    const std::string header = std::string("x-amz-checksum-") + sum.algorithm;
    const Answer right = put("/bucket/k", "hello", {{header, sum.of_hello}});
    EXPECT_EQ(right.status, 200) << sum.algorithm << right.body;
    EXPECT_EQ(right.header(header), sum.of_hello);
    EXPECT_EQ(get("/bucket/k", {{"x-amz-checksum-mode", "ENABLED"}}).header(header), sum.of_hello);
    send("DELETE", "/bucket/k");

    const Answer wrong = put("/bucket/k", "hellO", {{header, sum.of_hello}});
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(wrong.code(), "BadDigest");
    const Answer odd = put("/bucket/k", "hello", {{header, "not base64"}});
    EXPECT_EQ(odd.code(), "InvalidRequest");
    EXPECT_EQ(odd.element("Message"), "Value for " + header + " header is invalid.");
    expect_nothing_stored();
  }
}

TEST_F(S3Upload, SaysWhichChecksumWasWrong) {
  EXPECT_EQ(put("/bucket/k", "x", {{"x-amz-checksum-crc32", "NhCmhg=="}}).element("Message"),
            "The CRC32 you specified did not match the calculated checksum.");
}

TEST_F(S3Upload, RefusesSeveralChecksumsAndUnknownOnes) {
  EXPECT_EQ(put("/bucket/k", "hello",
                {{"x-amz-checksum-crc32", "NhCmhg=="}, {"x-amz-checksum-sha1", "x"}})
                .code(),
            "InvalidRequest");
  EXPECT_EQ(put("/bucket/k", "hello", {{"x-amz-checksum-xxhash3", "AAAAAAAAAAA="}}).code(),
            "InvalidRequest");
  EXPECT_EQ(put("/bucket/k", "hello",
                {{"x-amz-checksum-crc32", "NhCmhg=="}, {"x-amz-sdk-checksum-algorithm", "SHA1"}})
                .code(),
            "InvalidRequest");
  expect_nothing_stored();
}

TEST_F(S3Upload, VerifiesContentMd5) {
  EXPECT_EQ(put("/bucket/k", "hello", {{"Content-MD5", "XrY7u+Ae7tCTyyK7j1rNww=="}}).code(),
            "BadDigest");
  EXPECT_EQ(put("/bucket/k", "hello", {{"Content-MD5", "short"}}).code(), "InvalidDigest");
  expect_nothing_stored();
  EXPECT_EQ(put("/bucket/k", "hello", {{"Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="}}).status, 200);
}

TEST_F(S3Upload, VerifiesTheSignedHash) {
  const Answer answer =
      send("PUT", "/bucket/k", "hello", {.payload_hash = sigv4::sha256_hex("hellO")});
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.code(), "XAmzContentSHA256Mismatch");
  EXPECT_EQ(answer.element("S3ComputedContentSHA256"), sigv4::sha256_hex("hello"));
  EXPECT_EQ(send("PUT", "/bucket/k", "hello", {.payload_hash = "nonsense"}).code(),
            "InvalidArgument");
  EXPECT_EQ(send("PUT", "/bucket/k", "hello", {.payload_hash = "STREAMING-NONSENSE"}).status, 411);
  expect_nothing_stored();
  EXPECT_EQ(send("PUT", "/bucket/k", "hello", {.payload_hash = "UNSIGNED-PAYLOAD"}).status, 200);
}

RequestOptions streaming(const std::string& length, Headers more = {}) {
  RequestOptions options{.query = "",
                         .headers = {{"Content-Encoding", "gzip,aws-chunked"},
                                     {"x-amz-decoded-content-length", length},
                                     {"x-amz-trailer", "x-amz-checksum-crc32"}},
                         .payload_hash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"};
  for (auto& header : more) options.headers.push_back(std::move(header));
  return options;
}

TEST_F(S3Upload, TakesChunksWithATrailingChecksum) {
  const Answer answer =
      send("PUT", "/bucket/k", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
           streaming("5"));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("x-amz-checksum-crc32"), "NhCmhg==");
  const Answer read = get("/bucket/k");
  EXPECT_EQ(read.body, "hello");
  EXPECT_EQ(read.header("Content-Encoding"), "gzip");
}

TEST_F(S3Upload, RefusesChunkedBodiesThatAreNotWhatTheySay) {
  const std::vector<std::pair<std::string, const char*>> cases{
      {"5\r\nhellO\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "BadDigest"},
      {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:?\r\n\r\n", "InvalidRequest"},
      {"5\r\nhello\r\n0\r\n\r\n", "InvalidRequest"},
      {"4\r\nhell\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "IncompleteBody"},
      {"6\r\nhello!\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "IncompleteBody"},
      {"5\r\nhello\r\n", "IncompleteBody"},
      {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\nmore", "InvalidRequest"},
      {"hello", "IncompleteBody"},
      {"hello\r\n", "InvalidRequest"},
  };
  for (const auto& [body, code] : cases) {
    EXPECT_EQ(send("PUT", "/bucket/k", body, streaming("5")).code(), code) << body;
    expect_nothing_stored();
  }
}

TEST_F(S3Upload, RefusesLengthsItCannotTake) {
  EXPECT_EQ(send("PUT", "/bucket/k", "0\r\n\r\n", streaming("5368709121")).code(),
            "EntityTooLarge");
  EXPECT_EQ(send("PUT", "/bucket/k", "0\r\n\r\n", streaming("five")).code(),
            "MissingContentLength");
  EXPECT_EQ(send("PUT", "/bucket/k", "0\r\n\r\n", streaming("-1")).code(), "MissingContentLength");
  expect_nothing_stored();
}

TEST_F(S3Upload, KnowsABodyThatBrokeOff) {
  sigv4::Request request{.method = "PUT",
                         .path = "/bucket/k",
                         .query = "",
                         .headers = {{"Host", "h"}, {"Content-Length", "10"}},
                         .payload_hash = "UNSIGNED-PAYLOAD"};
  sign(request, {.time = clock_.now(), .region = "us-east-1", .service = "s3"}, credentials_,
       sigv4::PathStyle::S3);
  EXPECT_EQ(send_raw(request, "only").code(), "IncompleteBody");
  expect_nothing_stored();
}

TEST_F(S3Upload, StreamsAMegabyteThroughSmallPieces) {
  std::string body;
  for (int i = 0; body.size() < 1U << 20U; ++i) body += std::to_string(i);
  EXPECT_EQ(put("/bucket/k", body).status, 200);
  EXPECT_EQ(get("/bucket/k").body, body);
}

}  // namespace
}  // namespace shrike::local
