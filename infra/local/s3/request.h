#pragma once

#include <string>
#include <string_view>

#include "infra/local/auth.h"
#include "infra/local/http_server.h"
#include "infra/local/iam/function_identity.h"
#include "infra/local/query.h"

namespace shrike::local {

/// What a request addresses: nothing (the service), a bucket, or an object.
struct S3Address {
  std::string bucket;
  std::string key;  ///< decoded once

  bool operator==(const S3Address&) const = default;
};

/// Path style (`/bucket/key`) on any host but `<bucket>.localhost` and `<bucket>.s3[.<region>].
/// localhost`, which name the bucket themselves. Throws AwsFault InvalidURI for a key that is not
/// UTF-8 and KeyTooLongError past 1,024 bytes.
[[nodiscard]] S3Address parse_address(std::string_view host, std::string_view path);

/// Throws AwsFault InvalidBucketName. Source: S3 User Guide, "Bucket naming rules".
void check_bucket_name(const std::string& name);

/// One verified request, as the operations see it.
struct S3Request {
  ServerRequest& http;
  VerifiedRequest verified;
  const FunctionIdentity* caller;  ///< null for the account
  QueryParameters query;
  std::string bucket;
  std::string key;
  std::string request_id;
  std::string host_id;

  [[nodiscard]] std::string header(std::string_view name) const { return http.header(name); }
};

}  // namespace shrike::local
