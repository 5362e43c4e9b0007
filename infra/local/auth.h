#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "handlers/aws/credentials.h"
#include "infra/local/http_server.h"
#include "runtime/clock.h"

namespace shrike::local {

/// The credentials with an access key id; null where there are none.
using CredentialsLookup = std::function<const Credentials*(std::string_view access_key_id)>;

/// Who signed a request, for what, and what its signature says of the body.
struct VerifiedRequest {
  std::string service;  ///< of the credential scope: "s3", "rekognition", "lambda", …
  std::string region;
  Credentials signer;
  std::string payload_hash;  ///< as signed: hex, UNSIGNED-PAYLOAD or STREAMING-…
  std::string signature;     ///< the seed of a STREAMING-AWS4-HMAC-SHA256-PAYLOAD body's chain
  std::string scope_date;    ///< yyyymmdd
  std::string amz_date;      ///< yyyymmddThhmmssZ
  bool presigned = false;
};

/// Whom and what for a request says that it is signed.
struct ClaimedScope {
  std::string access_key_id;
  std::string region;
  std::string service;
};

/// From the request's credential scope (header or X-Amz-Credential), without verifying anything;
/// nothing where it is not signed.
[[nodiscard]] std::optional<ClaimedScope> claimed_scope(const ServerRequest& request);

/// `yyyymmddThhmmssZ`, to the second; nothing for anything else.
[[nodiscard]] std::optional<TimePoint> parse_amz_date(std::string_view text);

/// Verifies AWS Signature Version 4 in the Authorization header or the query (presigned), in
/// constant time. Throws AwsFault as S3 words it: AccessDenied (403, unsigned), InvalidAccessKeyId
/// (403), SignatureDoesNotMatch (403), RequestTimeTooSkewed (403, ±15 min),
/// AuthorizationHeaderMalformed (400), expired presigned URL AccessDenied "Request has expired"
/// (403). Every x-amz-* header and the host must be among the signed ones. The region may be any: a
/// folder is nowhere. `now` is what the verifier's clock says. `body_sha256`, where the whole body
/// is at hand, is what a service other than S3 signs.
[[nodiscard]] VerifiedRequest verify_signature(const ServerRequest& request,
                                               const CredentialsLookup& lookup, TimePoint now,
                                               const std::optional<std::string>& body_sha256);

}  // namespace shrike::local
