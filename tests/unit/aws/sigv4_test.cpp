#include "handlers/aws/sigv4.h"

#include <chrono>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::sigv4 {
namespace {

using nlohmann::json;
using testing::ElementsAre;

json fixture(const std::string& name) {
  std::ifstream file(SHRIKE_SOURCE_DIR "/tests/fixtures/sigv4/" + name);
  return json::parse(file);
}

std::string header(const Request& request, std::string_view name) {
  for (const auto& [field, value] : request.headers) {
    if (field == name) return value;
  }
  return {};
}

std::string after(const std::string& text, const std::string& marker) {
  const auto found = text.rfind(marker);
  return found == std::string::npos ? std::string{} : text.substr(found + marker.size());
}

/// One of AWS's published cases, ready to sign.
struct Published {
  json expected;
  Request request;
  Scope scope;
  Credentials credentials;
  PathStyle style = PathStyle::Normalised;
  bool adds_hash_header = false;
  std::chrono::seconds expires{};
};

std::vector<Published> published_cases() {
  const auto file = fixture("published_cases.json");
  std::vector<Published> cases;
  for (const auto& entry : file.at("cases")) {
    Published published;
    published.expected = entry;
    published.request = {.method = entry.at("method"),
                         .path = entry.at("path"),
                         .query = entry.at("query"),
                         .headers = entry.at("headers"),
                         .payload_hash = sha256_hex(entry.value("body", ""))};
    published.scope = {
        .time = TimePoint(std::chrono::seconds(file.at("seconds_since_epoch").get<int>())),
        .region = file.at("region"),
        .service = file.at("service")};
    published.credentials = {.access_key_id = file.at("access_key_id"),
                             .secret_access_key = file.at("secret_access_key"),
                             .session_token = entry.value("session_token_unsigned", false)
                                                  ? std::string{}
                                                  : entry.value("session_token", "")};
    published.style = entry.at("normalise").get<bool>() ? PathStyle::Normalised : PathStyle::S3;
    published.adds_hash_header = entry.value("sign_body", false);
    published.expires = std::chrono::seconds(file.at("expires_seconds").get<int>());
    cases.push_back(std::move(published));
  }
  return cases;
}

void expect_signed(const Published& published, const Request& request,
                   const std::vector<std::string>& signed_headers, const json& expected) {
  const auto canonical = canonical_request(request, published.style, signed_headers);
  EXPECT_EQ(canonical, expected.at("canonical_request").get<std::string>());
  const auto to_sign = string_to_sign(published.scope, canonical);
  EXPECT_EQ(to_sign, expected.at("string_to_sign").get<std::string>());
  EXPECT_EQ(signature(published.scope, published.credentials.secret_access_key, to_sign),
            expected.at("signature").get<std::string>());
}

TEST(SigV4, AgreesWithThePublishedCasesInHeaders) {
  const auto cases = published_cases();
  ASSERT_EQ(cases.size(), 38U);
  for (auto published : cases) {
    SCOPED_TRACE(published.expected.at("name").get<std::string>());
    auto& request = published.request;
    const auto& expected = published.expected.at("signed_in_header");
    request.headers.emplace_back("X-Amz-Date", amz_date(published.scope.time));
    if (published.adds_hash_header) {
      request.headers.emplace_back("x-amz-content-sha256", request.payload_hash);
    }
    if (!published.credentials.session_token.empty()) {
      request.headers.emplace_back("X-Amz-Security-Token", published.credentials.session_token);
    }
    expect_signed(published, request, headers_to_sign(request), expected);

    // Signing itself adds the hash header for S3 alone, whose path rule seven cases share.
    if (published.style == PathStyle::S3) continue;
    sign(request, published.scope, published.credentials, published.style);
    EXPECT_EQ(after(header(request, "Authorization"), "Signature="),
              expected.at("signature").get<std::string>());
  }
}

TEST(SigV4, AgreesWithThePublishedCasesInTheQuery) {
  for (auto published : published_cases()) {
    SCOPED_TRACE(published.expected.at("name").get<std::string>());
    auto& request = published.request;
    const auto& expected = published.expected.at("signed_in_query");
    presign(request, published.scope, published.credentials, published.style, published.expires);
    EXPECT_EQ(after(request.query, "X-Amz-Signature="),
              expected.at("signature").get<std::string>());
    // A verifier sees the query with its signature, as it arrived.
    expect_signed(published, request, headers_to_sign(request), expected);
  }
}

TEST(SigV4, SignsS3PathsEncodedOnceAndUncollapsed) {
  Request request{
      .method = "GET", .path = {}, .query = {}, .headers = {}, .payload_hash = sha256_hex("")};
  const std::map<std::string, std::string> cases = {
      {"", "/"},
      {"/bucket//a/./b/../c", "/bucket//a/./b/../c"},
      {"/bucket/a%20b%2Bc", "/bucket/a%20b%2Bc"},
      {"/bucket/a+b", "/bucket/a%2Bb"},
      {"/bucket/%c3%a4", "/bucket/%C3%A4"},
      {"/bucket/100%25", "/bucket/100%25"},
      {"/bucket/100%", "/bucket/100%25"},
  };
  for (const auto& [sent, canonical] : cases) {
    request.path = sent;
    EXPECT_THAT(canonical_request(request, PathStyle::S3, {}),
                testing::StartsWith("GET\n" + canonical + "\n\n"));
  }
}

TEST(SigV4, SignsOtherServicesPathsNormalisedAndEncodedTwice) {
  Request request{
      .method = "POST", .path = {}, .query = {}, .headers = {}, .payload_hash = sha256_hex("")};
  const std::map<std::string, std::string> cases = {
      {"", "/"},
      {"/functions/arn%3Aaws%3Alambda/invocations",
       "/functions/arn%253Aaws%253Alambda/invocations"},
      {"/a/../../b//", "/b/"},
      {"/../", "/"},
      {"//", "/"},
  };
  for (const auto& [sent, canonical] : cases) {
    request.path = sent;
    EXPECT_THAT(canonical_request(request, PathStyle::Normalised, {}),
                testing::StartsWith("POST\n" + canonical + "\n\n"));
  }
}

TEST(SigV4, SortsTheQueryByEncodedNameThenValue) {
  const Request request{.method = "GET",
                        .path = "/",
                        .query =
                            "b=2&uploads&a=z&&a=%7e&a=y+x&A=1&%C3%A4=1&x-amz-signature=kept"
                            "&X-Amz-Signature=dropped",
                        .headers = {},
                        .payload_hash = "UNSIGNED-PAYLOAD"};
  EXPECT_EQ(canonical_request(request, PathStyle::S3, {}),
            "GET\n/\n%C3%A4=1&A=1&a=y%2Bx&a=z&a=~&b=2&uploads=&x-amz-signature=kept\n\n\n"
            "UNSIGNED-PAYLOAD");
}

TEST(SigV4, SignsAllButTheHeadersThatHopsChange) {
  const Request request{.method = "GET",
                        .path = "/",
                        .query = {},
                        .headers = {{"Host", "h"},
                                    {"X-Amz-Meta-B", "1"},
                                    {"x-amz-meta-b", "2"},
                                    {"Connection", "close"},
                                    {"Expect", "100-continue"},
                                    {"TE", "trailers"},
                                    {"Trailer", "x"},
                                    {"Transfer-Encoding", "chunked"},
                                    {"Upgrade", "h2c"},
                                    {"User-Agent", "shrike"},
                                    {"X-Amzn-Trace-Id", "Root=1"},
                                    {"Authorization", "old"},
                                    {"If-Match", "\"e\""}},
                        .payload_hash = "UNSIGNED-PAYLOAD"};
  EXPECT_THAT(headers_to_sign(request), ElementsAre("host", "if-match", "x-amz-meta-b"));
}

TEST(SigV4, AddsForS3TheHeadersThatS3Asks) {
  Request request{.method = "PUT",
                  .path = "/bucket/key",
                  .query = {},
                  .headers = {{"Host", "localhost:9000"}, {"x-amz-date", "stale"}},
                  .payload_hash = sha256_hex("hello")};
  sign(request,
       {.time = TimePoint(std::chrono::milliseconds(1'700'000'000'999)),
        .region = "eu-central-1",
        .service = "s3"},
       {.access_key_id = "AKID", .secret_access_key = "secret", .session_token = "token"},
       PathStyle::S3);
  EXPECT_EQ(header(request, "X-Amz-Date"), "20231114T221320Z");
  EXPECT_EQ(header(request, "x-amz-date"), "");
  EXPECT_EQ(header(request, "X-Amz-Security-Token"), "token");
  EXPECT_EQ(header(request, "X-Amz-Content-Sha256"), sha256_hex("hello"));
  EXPECT_THAT(header(request, "Authorization"),
              testing::StartsWith(
                  "AWS4-HMAC-SHA256 Credential=AKID/20231114/eu-central-1/s3/aws4_request, "
                  "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
                  "Signature="));
}

TEST(SigV4, SigningTwiceReplacesTheFirstSignature) {
  Request once{.method = "GET",
               .path = "/b/k",
               .query = {},
               .headers = {{"Host", "h"}},
               .payload_hash = sha256_hex("")};
  const Scope scope{.time = TimePoint(std::chrono::seconds(1'700'000'000)),
                    .region = "us-east-1",
                    .service = "s3"};
  const Credentials credentials{
      .access_key_id = "AKID", .secret_access_key = "secret", .session_token = {}};
  sign(once, scope, credentials, PathStyle::S3);
  auto twice = once;
  sign(twice, scope, credentials, PathStyle::S3);
  EXPECT_EQ(twice.headers, once.headers);
}

}  // namespace
}  // namespace shrike::sigv4
