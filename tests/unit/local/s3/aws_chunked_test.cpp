#include "infra/local/s3/aws_chunked.h"

#include <gtest/gtest.h>

#include "handlers/aws/sigv4.h"
#include "infra/local/aws_fault.h"
#include "infra/local/s3/digest.h"

namespace shrike::local {
namespace {

/// The worked example of the S3 API reference, "Transferring Payload in Multiple Chunks (Chunked
/// Upload)": 66,560 bytes of `a` in chunks of 64 KiB.
const std::string kSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TimePoint kTime = std::chrono::sys_days(std::chrono::year(2013) / 5 / 24);
const std::string kSeed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

ChunkSigner example_signer() {
  const sigv4::Scope scope{.time = kTime, .region = "us-east-1", .service = "s3"};
  return {
      .seed_signature = kSeed,
      .amz_date = "20130524T000000Z",
      .scope = "20130524/us-east-1/s3/aws4_request",
      .sign = [scope](std::string_view text) { return sigv4::signature(scope, kSecret, text); }};
}

std::string example_body() {
  return "10000;chunk-signature="
         "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
         std::string(65536, 'a') +
         "\r\n400;chunk-signature="
         "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
         std::string(1024, 'a') +
         "\r\n0;chunk-signature="
         "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n"
         "\r\n";
}

struct Decoded {
  std::string bytes;
  HttpHeaders trailers;
  std::string fault;  ///< its code
};

Decoded decode(AwsChunkedDecoder decoder, std::string_view wire, std::size_t piece = 1U << 20U) {
  Decoded decoded;
  try {
    for (std::size_t at = 0; at < wire.size(); at += piece) {
      decoder.feed(wire.substr(at, piece), [&](std::string_view bytes) { decoded.bytes += bytes; });
    }
    decoder.finish();
    decoded.trailers = decoder.trailers();
  } catch (const AwsFault& fault) {
    decoded.fault = fault.code();
  }
  return decoded;
}

Decoded decode_unsigned(std::string_view wire, std::size_t piece = 1U << 20U) {
  return decode({std::nullopt, true}, wire, piece);
}

constexpr std::string_view kWithTrailer =
    "5\r\nhello\r\n3\r\n wo\r\n3\r\nrld\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";

TEST(AwsChunkedDecoder, DecodesWhereverThePiecesFall) {
  for (std::size_t piece = 1; piece <= kWithTrailer.size(); ++piece) {
    const Decoded decoded = decode_unsigned(kWithTrailer, piece);
    EXPECT_EQ(decoded.fault, "") << piece;
    EXPECT_EQ(decoded.bytes, "hello world") << piece;
    EXPECT_EQ(decoded.trailers.find("x-amz-checksum-crc32"), "DUoRhQ==") << piece;
  }
}

TEST(AwsChunkedDecoder, DecodesAnEmptyBodyAndNoTrailers) {
  EXPECT_EQ(decode_unsigned("0\r\n\r\n").fault, "");
  EXPECT_EQ(decode_unsigned("0\r\n\r\n").bytes, "");
}

TEST(AwsChunkedDecoder, VerifiesTheSignaturesOfAwssOwnExample) {
  for (const std::size_t piece : {1U, 100U, 65536U, 1000000U}) {
    const Decoded decoded = decode({example_signer(), false}, example_body(), piece);
    EXPECT_EQ(decoded.fault, "");
    EXPECT_EQ(decoded.bytes, std::string(66560, 'a'));
  }
}

TEST(AwsChunkedDecoder, RefusesChunksThatWereTamperedWith) {
  std::string changed = example_body();
  changed[60000] = 'b';
  EXPECT_EQ(decode({example_signer(), false}, changed).fault, "SignatureDoesNotMatch");

  std::string unsigned_chunks = "5\r\nhello\r\n0\r\n\r\n";
  EXPECT_EQ(decode({example_signer(), false}, unsigned_chunks).fault, "SignatureDoesNotMatch");

  // The last chunk left out: the chain does not end where the body does.
  std::string shortened = example_body();
  shortened.erase(shortened.find("400;"), shortened.rfind("0;chunk") - shortened.find("400;"));
  EXPECT_EQ(decode({example_signer(), false}, shortened).fault, "SignatureDoesNotMatch");
}

std::string signed_with_trailer(const std::string& trailer, const std::string& signed_trailer) {
  const ChunkSigner signer = example_signer();
  const std::string empty = sigv4::sha256_hex("");
  const std::string head = signer.amz_date + "\n" + signer.scope + "\n";
  const std::string first = signer.sign("AWS4-HMAC-SHA256-PAYLOAD\n" + head + kSeed + "\n" + empty +
                                        "\n" + sigv4::sha256_hex("hello"));
  const std::string last =
      signer.sign("AWS4-HMAC-SHA256-PAYLOAD\n" + head + first + "\n" + empty + "\n" + empty);
  const std::string end = signer.sign("AWS4-HMAC-SHA256-TRAILER\n" + head + last + "\n" +
                                      sigv4::sha256_hex(signed_trailer + "\n"));
  return "5;chunk-signature=" + first + "\r\nhello\r\n0;chunk-signature=" + last + "\r\n" +
         trailer + "\r\nx-amz-trailer-signature:" + end + "\r\n\r\n";
}

TEST(AwsChunkedDecoder, VerifiesTheTrailersSignature) {
  const std::string trailer = "x-amz-checksum-crc32:NhCmhg==";
  const Decoded decoded =
      decode({example_signer(), true}, signed_with_trailer(trailer, trailer), 7);
  EXPECT_EQ(decoded.fault, "");
  EXPECT_EQ(decoded.trailers.find("x-amz-checksum-crc32"), "NhCmhg==");
  EXPECT_EQ(decode({example_signer(), true},
                   signed_with_trailer("x-amz-checksum-crc32:AAAAAA==", trailer))
                .fault,
            "SignatureDoesNotMatch");
  std::string without = signed_with_trailer(trailer, trailer);
  without.erase(without.find("x-amz-trailer-signature"),
                without.rfind("\r\n") - without.find("x-amz-trailer-signature"));
  EXPECT_EQ(decode({example_signer(), true}, without).fault, "MalformedTrailerError");
}

TEST(AwsChunkedDecoder, KnowsEveryTruncation) {
  for (std::size_t length = 0; length < kWithTrailer.size(); ++length) {
    EXPECT_EQ(decode_unsigned(kWithTrailer.substr(0, length)).fault, "IncompleteBody") << length;
  }
}

TEST(AwsChunkedDecoder, RefusesWhatIsNotThisCoding) {
  const std::vector<std::pair<std::string, const char*>> cases{
      {"hello\r\n", "InvalidRequest"},
      {"\r\n", "InvalidRequest"},
      {"-5\r\nhello\r\n0\r\n\r\n", "InvalidRequest"},
      {"+5\r\nhello\r\n0\r\n\r\n", "InvalidRequest"},
      {"0x5\r\nhello\r\n0\r\n\r\n", "InvalidRequest"},
      {" 5\r\nhello\r\n0\r\n\r\n", "InvalidRequest"},
      {"5 \r\nhello\r\n0\r\n\r\n", "InvalidRequest"},
      {"5\nhello\n0\n\n", "InvalidRequest"},
      {"5\r\nhelloX\r\n0\r\n\r\n", "InvalidRequest"},
      {"5\r\nhello0\r\n\r\n", "InvalidRequest"},
      {"10000000000000000\r\nx", "InvalidRequest"},
      {"0\r\n\r\nmore", "InvalidRequest"},
      {std::string(20000, '0'), "InvalidRequest"},
      {"0\r\nno colon\r\n\r\n", "MalformedTrailerError"},
      {"0\r\n:no name\r\n\r\n", "MalformedTrailerError"},
      {"0\r\nx-amz-trailer-signature:1\r\nx:late\r\n\r\n", "MalformedTrailerError"},
      {"0\r\n" + std::string(20000, 'x'), "InvalidRequest"},
  };
  for (const auto& [wire, code] : cases) {
    EXPECT_EQ(decode_unsigned(wire).fault, code) << wire.substr(0, 40);
    EXPECT_EQ(decode_unsigned(wire, 1).fault, code) << wire.substr(0, 40);
  }
}

TEST(AwsChunkedDecoder, TakesNoTrailersWhereNoneWereAnnounced) {
  EXPECT_EQ(decode({std::nullopt, false}, "0\r\nx:y\r\n\r\n").fault, "MalformedTrailerError");
}

TEST(AwsChunkedDecoder, LimitsTheNumberOfTrailers) {
  std::string wire = "0\r\n";
  for (int i = 0; i < 1000; ++i) wire += "x:y\r\n";
  EXPECT_EQ(decode_unsigned(wire + "\r\n").fault, "MalformedTrailerError");
}

TEST(AwsChunkedDecoder, PassesAHugeChunkOnWithoutWaitingForItsEnd) {
  AwsChunkedDecoder decoder(std::nullopt, true);
  std::size_t passed = 0;
  const auto count = [&](std::string_view bytes) { passed += bytes.size(); };
  decoder.feed("ffffffffffff\r\n", count);
  const std::string piece(1000, 'x');
  for (int i = 0; i < 10; ++i) decoder.feed(piece, count);
  EXPECT_EQ(passed, 10000U);
}

}  // namespace
}  // namespace shrike::local
