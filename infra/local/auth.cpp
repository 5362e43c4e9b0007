#include "infra/local/auth.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <openssl/crypto.h>

#include "handlers/aws/http_date.h"
#include "handlers/aws/sigv4.h"
#include "infra/local/aws_fault.h"
#include "infra/local/lower_case.h"
#include "infra/local/query.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kTerminator = "aws4_request";
constexpr milliseconds kMaxSkew = minutes(15);
constexpr seconds kMaxExpiry = std::chrono::days(7);

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// `2026-11-21T03:38:29Z`, as faults show times.
std::string iso_time(TimePoint time) {
  const std::string compact = sigv4::amz_date(time);
  const std::string_view digits = compact;
  return fmt::format("{}-{}-{}T{}:{}:{}Z", digits.substr(0, 4), digits.substr(4, 2),
                     digits.substr(6, 2), digits.substr(9, 2), digits.substr(11, 2),
                     digits.substr(13, 2));
}

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

/// What a request says of its own signature, from either place.
struct Claim {
  std::string access_key_id;
  std::string scope_date;
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;
  std::string signature;
  bool presigned = false;
};

[[noreturn]] void refuse_claim(bool presigned, const std::string& reason) {
  if (presigned) throw AwsFault(400, "AuthorizationQueryParametersError", reason);
  throw AwsFault(400, "AuthorizationHeaderMalformed",
                 "The authorization header is malformed; " + reason);
}

void read_credential(Claim& claim, std::string_view credential) {
  const std::vector<std::string> parts = split(credential, '/');
  // An access key id may hold slashes; the scope's four parts are counted from the end.
  if (parts.size() < 5 || parts.back() != kTerminator) {
    refuse_claim(claim.presigned,
                 "the Credential is mal-formed; expecting "
                 "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  }
  const std::size_t scope = parts.size() - 4;
  claim.access_key_id = fmt::format(
      "{}", fmt::join(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(scope), "/"));
  claim.scope_date = parts[scope];
  claim.region = parts[scope + 1];
  claim.service = parts[scope + 2];
}

/// As regions younger than 2014 say it, and what to do: the AWS CLI presigns like that for every
/// endpoint that is not AWS's own.
[[noreturn]] void refuse_version_2() {
  throw AwsFault(400, "InvalidRequest",
                 "The authorization mechanism you have provided is not supported. Please use "
                 "AWS4-HMAC-SHA256. (Presign with signature_version s3v4: aws configure set "
                 "default.s3.signature_version s3v4)");
}

Claim claim_of_header(std::string_view header) {
  if (!header.starts_with(kAlgorithm)) {
    if (header.starts_with("AWS ")) refuse_version_2();
    throw AwsFault(400, "InvalidArgument", "Unsupported Authorization Type",
                   {{"ArgumentName", "Authorization"}, {"ArgumentValue", std::string(header)}});
  }
  Claim claim;
  for (const std::string& field : split(header.substr(kAlgorithm.size()), ',')) {
    const std::size_t begin = std::min(field.find_first_not_of(' '), field.size());
    const std::size_t equals = std::min(field.find('=', begin), field.size());
    const std::string name = field.substr(begin, equals - begin);
    const std::string value = field.substr(std::min(equals + 1, field.size()));
    if (name == "Credential") read_credential(claim, value);
    if (name == "SignedHeaders") claim.signed_headers = split(value, ';');
    if (name == "Signature") claim.signature = value;
  }
  if (claim.access_key_id.empty()) refuse_claim(false, "missing Credential.");
  if (claim.signed_headers.empty()) refuse_claim(false, "missing SignedHeaders.");
  if (claim.signature.empty()) refuse_claim(false, "missing Signature.");
  return claim;
}

Claim claim_of_query(const QueryParameters& query) {
  for (const std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",
                                      "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"}) {
    if (query.value_or_empty(name).empty()) {
      refuse_claim(true,
                   "Query-string authentication version 4 requires the X-Amz-Algorithm, "
                   "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and "
                   "X-Amz-Expires parameters.");
    }
  }
  if (query.find("X-Amz-Algorithm") != kAlgorithm) {
    refuse_claim(true, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
  }
  Claim claim;
  claim.presigned = true;
  read_credential(claim, query.value_or_empty("X-Amz-Credential"));
  claim.signed_headers = split(query.value_or_empty("X-Amz-SignedHeaders"), ';');
  claim.signature = query.value_or_empty("X-Amz-Signature");
  return claim;
}

bool is_presigned(const QueryParameters& query) {
  return query.contains("X-Amz-Signature") || query.contains("X-Amz-Algorithm") ||
         query.contains("X-Amz-Credential");
}

std::optional<TimePoint> request_time(const ServerRequest& request, const QueryParameters& query,
                                      bool presigned) {
  if (presigned) return parse_amz_date(query.value_or_empty("X-Amz-Date"));
  if (const auto date = request.headers.find("x-amz-date")) return parse_amz_date(*date);
  return parse_http_date(request.headers.find("date").value_or(""));
}

void check_skew(TimePoint time, TimePoint now) {
  if (time - now <= kMaxSkew && now - time <= kMaxSkew) return;
  throw AwsFault(403, "RequestTimeTooSkewed",
                 "The difference between the request time and the current time is too large.",
                 {{"RequestTime", sigv4::amz_date(time)},
                  {"ServerTime", iso_time(now)},
                  {"MaxAllowedSkewMilliseconds", std::to_string(kMaxSkew.count())}});
}

void check_expiry(const QueryParameters& query, TimePoint time, TimePoint now) {
  const std::string text = query.value_or_empty("X-Amz-Expires");
  const auto count = parse_number<std::int64_t>(text);
  if (!count) refuse_claim(true, "X-Amz-Expires should be a number");
  if (*count < 0) refuse_claim(true, "X-Amz-Expires must be non-negative");
  if (*count > kMaxExpiry.count()) {
    refuse_claim(true,
                 "X-Amz-Expires must be less than a week (in seconds); that is, the given "
                 "X-Amz-Expires must be less than 604800 seconds");
  }
  if (time - now > kMaxSkew) {
    throw AwsFault(403, "AccessDenied", "Request is not yet valid",
                   {{"ServerTime", iso_time(now)}});
  }
  const TimePoint expires = time + seconds(*count);
  if (now > expires) {
    throw AwsFault(
        403, "AccessDenied", "Request has expired",
        {{"X-Amz-Expires", text}, {"Expires", iso_time(expires)}, {"ServerTime", iso_time(now)}});
  }
}

/// The host and every x-amz-* header must be signed, or whoever stands between could change them.
void check_signed_headers(const ServerRequest& request, const Claim& claim) {
  const auto is_signed = [&](const std::string& name) {
    return std::find(claim.signed_headers.begin(), claim.signed_headers.end(), name) !=
           claim.signed_headers.end();
  };
  std::vector<std::string> unsigned_names;
  if (!is_signed("host")) unsigned_names.emplace_back("host");
  for (const auto& field : request.headers) {
    std::string name = lower_case(field.first);
    if (name.starts_with("x-amz-") && !is_signed(name)) unsigned_names.push_back(std::move(name));
  }
  if (unsigned_names.empty()) return;
  throw AwsFault(403, "AccessDenied",
                 "There were headers present in the request which were not signed",
                 {{"HeadersNotSigned", fmt::format("{}", fmt::join(unsigned_names, ", "))}});
}

void check_token(const ServerRequest& request, const QueryParameters& query, const Claim& claim,
                 const Credentials& credentials) {
  const std::string token =
      claim.presigned ? query.value_or_empty("X-Amz-Security-Token")
                      : std::string(request.headers.find("x-amz-security-token").value_or(""));
  if (!constant_time_equal(token, credentials.session_token)) {
    throw AwsFault(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
  }
}

std::string payload_hash(const ServerRequest& request, const QueryParameters& query,
                         const Claim& claim, const std::optional<std::string>& body_sha256) {
  if (claim.service != "s3" && body_sha256) return *body_sha256;
  if (const auto header = request.headers.find("x-amz-content-sha256")) return std::string(*header);
  if (claim.presigned) {
    return std::string(query.find("X-Amz-Content-Sha256").value_or("UNSIGNED-PAYLOAD"));
  }
  throw AwsFault(400, "InvalidRequest",
                 "Missing required header for this request: x-amz-content-sha256");
}

/// The canonical request shows the query without its signature.
sigv4::Request signed_request(const ServerRequest& request, std::string hash) {
  sigv4::Request result;
  result.method = request.method;
  result.path = request.path;
  result.query = request.query;
  result.headers.assign(request.headers.begin(), request.headers.end());
  result.payload_hash = std::move(hash);
  return result;
}

}  // namespace

std::optional<TimePoint> parse_amz_date(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  // Unsigned: "-0" would be read as two digits.
  const auto number = [&](std::size_t offset, std::size_t length) {
    return parse_number<unsigned>(text.substr(offset, length));
  };
  const auto year = number(0, 4);
  const auto month = number(4, 2);
  const auto day = number(6, 2);
  const auto hour = number(9, 2);
  const auto minute = number(11, 2);
  const auto second = number(13, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(*month), std::chrono::day(*day));
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + minutes(*minute) +
         seconds(*second);
}

std::optional<ClaimedScope> claimed_scope(const ServerRequest& request) {
  try {
    const QueryParameters query(request.query);
    Claim claim;
    if (const auto header = request.headers.find("authorization")) {
      claim = claim_of_header(*header);
    } else if (is_presigned(query)) {
      read_credential(claim, query.value_or_empty("X-Amz-Credential"));
    } else {
      return std::nullopt;
    }
    return ClaimedScope{.access_key_id = std::move(claim.access_key_id),
                        .region = std::move(claim.region),
                        .service = std::move(claim.service)};
  } catch (const AwsFault&) {
    return std::nullopt;
  }
}

VerifiedRequest verify_signature(const ServerRequest& request, const CredentialsLookup& lookup,
                                 TimePoint now, const std::optional<std::string>& body_sha256) {
  const QueryParameters query(request.query);
  const auto header = request.headers.find("authorization");
  const bool presigned = is_presigned(query);
  if (!header && !presigned) {
    if (query.contains("AWSAccessKeyId") && query.contains("Signature")) refuse_version_2();
    throw AwsFault(403, "AccessDenied", "Access Denied");
  }
  if (header && presigned) {
    throw AwsFault(400, "InvalidArgument",
                   "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
                   "Signature query string parameter or the Authorization header should be "
                   "specified",
                   {{"ArgumentName", "Authorization"}, {"ArgumentValue", std::string(*header)}});
  }
  const Claim claim = presigned ? claim_of_query(query) : claim_of_header(*header);
  const auto time = request_time(request, query, presigned);
  if (!time) {
    throw AwsFault(403, "AccessDenied",
                   "AWS authentication requires a valid Date or x-amz-date header");
  }
  const std::string amz_date = sigv4::amz_date(*time);
  if (amz_date.substr(0, 8) != claim.scope_date) {
    refuse_claim(presigned, fmt::format("Invalid credential date \"{}\". This date is not the same "
                                        "as X-Amz-Date: \"{}\".",
                                        claim.scope_date, amz_date.substr(0, 8)));
  }
  const Credentials* const signer = lookup(claim.access_key_id);
  if (signer == nullptr) {
    throw AwsFault(403, "InvalidAccessKeyId",
                   "The AWS Access Key Id you provided does not exist in our records.",
                   {{"AWSAccessKeyId", claim.access_key_id}});
  }
  if (presigned) {
    check_expiry(query, *time, now);
  } else {
    check_skew(*time, now);
  }
  check_signed_headers(request, claim);
  check_token(request, query, claim, *signer);

  VerifiedRequest verified{
      .service = claim.service,
      .region = claim.region,
      .signer = *signer,
      .payload_hash = payload_hash(request, query, claim, body_sha256),
      .signature = claim.signature,
      .scope_date = claim.scope_date,
      .amz_date = amz_date,
      .presigned = presigned,
  };
  const sigv4::Scope scope{.time = *time, .region = claim.region, .service = claim.service};
  const auto style = claim.service == "s3" ? sigv4::PathStyle::S3 : sigv4::PathStyle::Normalised;
  const std::string canonical = sigv4::canonical_request(
      signed_request(request, verified.payload_hash), style, claim.signed_headers);
  const std::string to_sign = sigv4::string_to_sign(scope, canonical);
  const std::string expected = sigv4::signature(scope, signer->secret_access_key, to_sign);
  if (!constant_time_equal(expected, claim.signature)) {
    throw AwsFault(403, "SignatureDoesNotMatch",
                   "The request signature we calculated does not match the signature you "
                   "provided. Check your key and signing method.",
                   {{"AWSAccessKeyId", claim.access_key_id},
                    {"StringToSign", to_sign},
                    {"SignatureProvided", claim.signature},
                    {"CanonicalRequest", canonical}});
  }
  return verified;
}

}  // namespace shrike::local
