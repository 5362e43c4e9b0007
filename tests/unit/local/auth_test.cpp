#include "infra/local/auth.h"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"
#include "infra/local/query.h"
#include "tests/unit/local/fixtures.h"

namespace shrike::local {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) +
                       std::chrono::hours(3) + minutes(38) + seconds(29);
const Credentials kCredentials{"AKIDEXAMPLE", "secret", ""};

sigv4::Scope scope(std::string service = "s3", TimePoint time = kNow) {
  return {.time = time, .region = "us-east-1", .service = std::move(service)};
}

sigv4::Request put() {
  return {.method = "PUT",
          .path = "/bucket/my%20photo%2B1.jpg",
          .query = "",
          .headers = {{"Host", "127.0.0.1:4566"}, {"Content-Type", "image/jpeg"}},
          .payload_hash = sigv4::sha256_hex("pixels")};
}

sigv4::Request signed_put() {
  sigv4::Request request = put();
  sign(request, scope(), kCredentials, sigv4::PathStyle::S3);
  return request;
}

sigv4::Request presigned_get(seconds expires = seconds(60), TimePoint time = kNow) {
  sigv4::Request request{.method = "GET",
                         .path = "/bucket/key",
                         .query = "versionId=abc",
                         .headers = {{"Host", "127.0.0.1:4566"}},
                         .payload_hash = "UNSIGNED-PAYLOAD"};
  presign(request, scope("s3", time), kCredentials, sigv4::PathStyle::S3, expires);
  return request;
}

std::string& header(sigv4::Request& request, std::string_view name) {
  for (auto& field : request.headers) {
    if (field.first == name) return field.second;
  }
  return request.headers.emplace_back(name, "").second;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
}

VerifiedRequest verify(const sigv4::Request& request, const Credentials& credentials = kCredentials,
                       TimePoint now = kNow, std::optional<std::string> body = std::nullopt) {
  TextBody unread("");
  const auto lookup = [&](std::string_view access_key_id) {
    return access_key_id == credentials.access_key_id ? &credentials : nullptr;
  };
  return verify_signature(server_request(request, unread), lookup, now, body);
}

struct Refusal {
  int status = 0;
  std::string code;
  std::string message;
  std::map<std::string, std::string> details;
};

Refusal refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const AwsFault& fault) {
    return {fault.status(), fault.code(), fault.message(), fault.details()};
  }
  return {};
}

TEST(VerifySignature, AcceptsASignedHeaderAndTellsWhoSignedWhat) {
  const VerifiedRequest verified = verify(signed_put());
  EXPECT_EQ(verified.service, "s3");
  EXPECT_EQ(verified.region, "us-east-1");
  EXPECT_EQ(verified.signer.access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(verified.payload_hash, sigv4::sha256_hex("pixels"));
  EXPECT_EQ(verified.scope_date, "20261121");
  EXPECT_EQ(verified.amz_date, "20261121T033829Z");
  EXPECT_EQ(verified.signature.size(), 64U);
  EXPECT_FALSE(verified.presigned);
}

TEST(VerifySignature, AcceptsAPresignedQuery) {
  const VerifiedRequest verified = verify(presigned_get());
  EXPECT_TRUE(verified.presigned);
  EXPECT_EQ(verified.payload_hash, "UNSIGNED-PAYLOAD");
}

TEST(VerifySignature, HashesTheBodyItselfForOtherServices) {
  sigv4::Request request{.method = "POST",
                         .path = "/2015-03-31/functions/a%3Ab/invocations",
                         .query = "",
                         .headers = {{"Host", "127.0.0.1:4566"}},
                         .payload_hash = sigv4::sha256_hex("{}")};
  sign(request, scope("lambda"), kCredentials, sigv4::PathStyle::Normalised);
  EXPECT_EQ(verify(request, kCredentials, kNow, sigv4::sha256_hex("{}")).service, "lambda");
  EXPECT_EQ(refusal([&] { verify(request, kCredentials, kNow, sigv4::sha256_hex("{ }")); }).code,
            "SignatureDoesNotMatch");
}

TEST(VerifySignature, AcceptsTheRightSessionTokenOnly) {
  const Credentials temporary{"AKIDEXAMPLE", "secret", "token"};
  sigv4::Request request = put();
  sign(request, scope(), temporary, sigv4::PathStyle::S3);
  EXPECT_EQ(verify(request, temporary).service, "s3");
  EXPECT_EQ(refusal([&] {
              verify(request, {"AKIDEXAMPLE", "secret", "other"});
            }).code,
            "InvalidToken");
  EXPECT_EQ(refusal([&] { verify(signed_put(), temporary); }).code, "InvalidToken");
}

struct Tampering {
  const char* what;
  std::function<void(sigv4::Request&)> apply;
  int status;
  const char* code;
};

TEST(VerifySignature, RefusesWhatWasChangedAfterSigning) {
  const std::vector<Tampering> cases{
      {"method", [](auto& request) { request.method = "DELETE"; }, 403, "SignatureDoesNotMatch"},
      {"path", [](auto& request) { request.path += "x"; }, 403, "SignatureDoesNotMatch"},
      {"query", [](auto& request) { request.query = "acl"; }, 403, "SignatureDoesNotMatch"},
      {"host", [](auto& request) { header(request, "Host") = "elsewhere"; }, 403,
       "SignatureDoesNotMatch"},
      {"type", [](auto& request) { header(request, "Content-Type") = "text/html"; }, 403,
       "SignatureDoesNotMatch"},
      {"payload hash",
       [](auto& request) { header(request, "X-Amz-Content-Sha256") = "UNSIGNED-PAYLOAD"; }, 403,
       "SignatureDoesNotMatch"},
      {"signature", [](auto& request) { header(request, "Authorization").back() ^= 1; }, 403,
       "SignatureDoesNotMatch"},
      {"shorter signature", [](auto& request) { header(request, "Authorization").pop_back(); }, 403,
       "SignatureDoesNotMatch"},
      {"unsigned header", [](auto& request) { header(request, "x-amz-acl") = "public-read"; }, 403,
       "AccessDenied"},
      {"key id", [](auto& request) { replace(header(request, "Authorization"), "AKID", "BKID"); },
       403, "InvalidAccessKeyId"},
      {"scope's date",
       [](auto& request) { replace(header(request, "Authorization"), "/2026", "/2025"); }, 400,
       "AuthorizationHeaderMalformed"},
      {"scope",
       [](auto& request) { replace(header(request, "Authorization"), "/aws4_request", ""); }, 400,
       "AuthorizationHeaderMalformed"},
      {"no signature",
       [](auto& request) { replace(header(request, "Authorization"), "Signature=", "Sig="); }, 400,
       "AuthorizationHeaderMalformed"},
      {"no credential",
       [](auto& request) { replace(header(request, "Authorization"), "Credential=", "C="); }, 400,
       "AuthorizationHeaderMalformed"},
      {"host unsigned",
       [](auto& request) { replace(header(request, "Authorization"), "host;", ""); }, 403,
       "AccessDenied"},
      {"no date", [](auto& request) { header(request, "X-Amz-Date") = ""; }, 403, "AccessDenied"},
      {"odd date", [](auto& request) { header(request, "X-Amz-Date") = "20261399T033829Z"; }, 403,
       "AccessDenied"},
      {"no payload hash",
       [](auto& request) {
         std::erase_if(request.headers,
                       [](const auto& field) { return field.first == "X-Amz-Content-Sha256"; });
       },
       400, "InvalidRequest"},
      {"no authorization",
       [](auto& request) {
         std::erase_if(request.headers,
                       [](const auto& field) { return field.first == "Authorization"; });
       },
       403, "AccessDenied"},
      {"version 2", [](auto& request) { header(request, "Authorization") = "AWS AKID:abc="; }, 400,
       "InvalidRequest"},
      {"basic", [](auto& request) { header(request, "Authorization") = "Basic abc"; }, 400,
       "InvalidArgument"},
      {"both ways", [](auto& request) { request.query = "X-Amz-Signature=0"; }, 400,
       "InvalidArgument"},
  };
  for (const Tampering& tampering : cases) {
    sigv4::Request request = signed_put();
    tampering.apply(request);
    const Refusal refused = refusal([&] { verify(request); });
    EXPECT_EQ(refused.status, tampering.status) << tampering.what;
    EXPECT_EQ(refused.code, tampering.code) << tampering.what;
  }
}

TEST(VerifySignature, RefusesTheWrongSecretAndShowsWhatItSigned) {
  const Refusal refused = refusal([] { verify(signed_put(), {"AKIDEXAMPLE", "wrong", ""}); });
  EXPECT_EQ(refused.code, "SignatureDoesNotMatch");
  EXPECT_THAT(refused.details.at("CanonicalRequest"), HasSubstr("/bucket/my%20photo%2B1.jpg"));
  EXPECT_THAT(refused.details.at("StringToSign"), HasSubstr("20261121/us-east-1/s3/aws4_request"));
}

TEST(VerifySignature, AllowsAQuarterOfAnHourOfSkew) {
  EXPECT_EQ(verify(signed_put(), kCredentials, kNow + minutes(15)).service, "s3");
  EXPECT_EQ(verify(signed_put(), kCredentials, kNow - minutes(15)).service, "s3");
  for (const TimePoint now : {kNow + minutes(15) + seconds(1), kNow - minutes(15) - seconds(1)}) {
    const Refusal refused = refusal([&] { verify(signed_put(), kCredentials, now); });
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code, "RequestTimeTooSkewed");
    EXPECT_EQ(refused.details.at("MaxAllowedSkewMilliseconds"), "900000");
  }
}

TEST(VerifySignature, RefusesAPresignedUrlThatHasExpired) {
  EXPECT_TRUE(verify(presigned_get(seconds(60)), kCredentials, kNow + seconds(60)).presigned);
  const Refusal refused =
      refusal([] { verify(presigned_get(seconds(60)), kCredentials, kNow + seconds(61)); });
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code, "AccessDenied");
  EXPECT_EQ(refused.message, "Request has expired");
  EXPECT_EQ(refused.details.at("Expires"), "2026-11-21T03:39:29Z");
}

TEST(VerifySignature, RefusesAPresignedUrlFromTheFuture) {
  EXPECT_EQ(refusal([] { verify(presigned_get(), kCredentials, kNow - minutes(16)); }).message,
            "Request is not yet valid");
}

TEST(VerifySignature, RefusesMalformedPresignedQueries) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"X-Amz-Expires=60", "X-Amz-Expires=sixty"},
      {"X-Amz-Expires=60", "X-Amz-Expires=-1"},
      {"X-Amz-Expires=60", "X-Amz-Expires=604801"},
      {"X-Amz-Expires=60", "X-Amz-Expires=99999999999999999999999"},
      {"X-Amz-Expires=60&", ""},
      {"AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"},
      {"aws4_request", "aws5_request"},
  };
  for (const auto& [from, to] : cases) {
    sigv4::Request request = presigned_get();
    replace(request.query, from, to);
    const Refusal refused = refusal([&] { verify(request); });
    EXPECT_EQ(refused.status, 400) << to;
    EXPECT_EQ(refused.code, "AuthorizationQueryParametersError") << to;
  }
}

TEST(VerifySignature, RefusesAPresignedQueryThatWasChanged) {
  sigv4::Request request = presigned_get();
  replace(request.query, "versionId=abc", "versionId=abd");
  EXPECT_EQ(refusal([&] { verify(request); }).code, "SignatureDoesNotMatch");
}

TEST(ClaimedScope, IsReadWithoutVerifyingIt) {
  TextBody body("");
  for (const auto& request : {signed_put(), presigned_get()}) {
    const auto scope = claimed_scope(server_request(request, body));
    ASSERT_TRUE(scope);
    EXPECT_EQ(scope->service, "s3");
    EXPECT_EQ(scope->region, "us-east-1");
    EXPECT_EQ(scope->access_key_id, kCredentials.access_key_id);
  }
  EXPECT_FALSE(claimed_scope(server_request(put(), body)));
  sigv4::Request odd = put();
  header(odd, "Authorization") = "AWS4-HMAC-SHA256 Credential=///,,=";
  EXPECT_FALSE(claimed_scope(server_request(odd, body)));
}

TEST(ParseAmzDate, TakesNothingButTheOneForm) {
  EXPECT_EQ(parse_amz_date("20261121T033829Z"), kNow);
  for (const std::string_view text :
       {"", "20261121T033829", "20261121T033829z", "2026-11-21T03:38:29Z", "20261121T243829Z",
        "20260230T000000Z", "2026112 T033829Z", "+0261121T033829Z", "20261121T03-829Z"}) {
    EXPECT_EQ(parse_amz_date(text), std::nullopt) << text;
  }
}

TEST(ParseAmzDate, TakesNoMinusZeroForAYearOrASecond) {
  EXPECT_EQ(parse_amz_date("20261121T0338-0Z"), std::nullopt);
  EXPECT_EQ(parse_amz_date("-0001121T033829Z"), std::nullopt);
}

TEST(QueryParameters, DecodesOnceAndLeavesPlusesAlone) {
  const QueryParameters query("prefix=a%2Bb+c%2520&uploads&empty=&&=odd&prefix=second&bad=%zz%");
  EXPECT_EQ(query.find("prefix"), "a+b+c%20");
  EXPECT_EQ(query.find("uploads"), "");
  EXPECT_EQ(query.find("empty"), "");
  EXPECT_EQ(query.find("bad"), "%zz%");
  EXPECT_EQ(query.find("Prefix"), std::nullopt);
}

}  // namespace
}  // namespace shrike::local
