#pragma once

#include <string>
#include <string_view>

#include "runtime/environment.h"

namespace shrike {

/// How AWS spells one of its services in the different places.
struct AwsService {
  std::string_view signing_name;  ///< in the credential scope and the host name: "states"
  std::string_view variable;      ///< after AWS_ENDPOINT_URL_: "SFN"
  std::string_view display_name;  ///< before the dot of an error's type: "StepFunctions"
};

/// Throws Error "Aws.UnknownService" (Bug) for a signing name that Shrike has no use for.
[[nodiscard]] AwsService aws_service(std::string_view signing_name);

struct Endpoint {
  std::string scheme = "https";
  std::string host;       ///< with its port where that is not the scheme's own
  std::string base_path;  ///< without a `/` at the end, mostly empty
  bool custom = false;    ///< named by a variable: it is not AWS's, so buckets stay in the path
};

/// AWS's own endpoint of a service in a region.
[[nodiscard]] Endpoint default_endpoint(const AwsService& service, std::string_view region);

/// The first of AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL (both passed over when
/// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true, or when empty) and AWS's own endpoint. Throws Error
/// "Runtime.ConfigInvalid" (Reject) for what is not an http or https URL.
[[nodiscard]] Endpoint endpoint_for(const AwsService& service, std::string_view region,
                                    const Environment& environment);

/// Where a request goes, in the parts that signing needs.
struct Target {
  std::string scheme;
  std::string host;
  std::string path;
  std::string query;

  [[nodiscard]] std::string url() const;
};

/// `path_and_query` is encoded and starts with `/`.
[[nodiscard]] Target target_at(const Endpoint& endpoint, std::string_view path_and_query);

/// The same for S3, where the path begins with the bucket: `/bucket/key`. The bucket moves into the
/// host name (virtual-hosted style) on AWS's own endpoints, unless its name is no single DNS label:
/// a dot would not match the wildcard of S3's certificate.
[[nodiscard]] Target s3_target_at(const Endpoint& endpoint, std::string_view path_and_query);

/// The bucket of such a path, still encoded.
[[nodiscard]] std::string_view bucket_of(std::string_view path_and_query);

}  // namespace shrike
