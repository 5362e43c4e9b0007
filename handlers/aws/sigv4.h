#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handlers/aws/credentials.h"
#include "runtime/clock.h"

namespace shrike::sigv4 {

/// S3 signs the path with each segment encoded once, however the client spelled it; every other
/// service signs the normalised path (dot segments and double slashes collapsed), encoded once
/// more.
enum class PathStyle { S3, Normalised };

/// A request as it goes on the wire, and as a server sees it arrive. Pure data, so that the client
/// signs and the local cloud verifies with the same code.
struct Request {
  std::string method;
  std::string path;   ///< raw, percent-encoded as sent, without the query
  std::string query;  ///< raw, percent-encoded as sent, without the `?`
  std::vector<std::pair<std::string, std::string>> headers;  ///< repeats allowed
  /// Lower-case hex SHA-256 of the body, UNSIGNED-PAYLOAD or STREAMING-…; never empty.
  std::string payload_hash;
};

struct Scope {
  TimePoint time;
  std::string region;
  std::string service;
};

/// Lower-case hex.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// `yyyymmddThhmmssZ`
[[nodiscard]] std::string amz_date(TimePoint time);

/// Percent-encodes all but A-Z a-z 0-9 - . _ ~ (and `/` when `keep_slash`), upper-case hex.
[[nodiscard]] std::string uri_encode(std::string_view bytes, bool keep_slash);

/// `yyyymmdd/region/service/aws4_request`
[[nodiscard]] std::string credential_scope(const Scope& scope);

/// The canonical request over exactly `signed_headers` (lower-case names, in any order). A query's
/// X-Amz-Signature, which cannot sign itself, is left out: presigned requests are verified as they
/// arrive.
[[nodiscard]] std::string canonical_request(const Request& request, PathStyle style,
                                            const std::vector<std::string>& signed_headers);

[[nodiscard]] std::string string_to_sign(const Scope& scope, std::string_view canonical_request);

/// Lower-case hex signature.
[[nodiscard]] std::string signature(const Scope& scope, std::string_view secret_access_key,
                                    std::string_view string_to_sign);

/// Which of the request's headers are to be signed: all but connection, expect, te, trailer,
/// transfer-encoding, upgrade, user-agent, x-amzn-trace-id and authorization. Lower-case, sorted,
/// each once.
[[nodiscard]] std::vector<std::string> headers_to_sign(const Request& request);

/// Adds X-Amz-Date, X-Amz-Security-Token (when there is one), X-Amz-Content-Sha256 (S3 only) and
/// Authorization. The request must already carry Host.
void sign(Request& request, const Scope& scope, const Credentials& credentials, PathStyle style);

/// Signs in the query instead of the headers: adds X-Amz-Algorithm … X-Amz-Signature to
/// `request.query`, valid for `expires` (1 s to 7 days) from `scope.time`. The request must already
/// carry Host; for S3 the payload hash is UNSIGNED-PAYLOAD.
void presign(Request& request, const Scope& scope, const Credentials& credentials, PathStyle style,
             std::chrono::seconds expires);

}  // namespace shrike::sigv4
