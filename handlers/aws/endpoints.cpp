#include "handlers/aws/endpoints.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "handlers/aws/ascii_lower.h"
#include "runtime/error.h"

namespace shrike {
namespace {

// SFN, not STEPFUNCTIONS: the variable is made from the SDKs' service id.
constexpr std::array kServices = {
    AwsService{"dynamodb", "DYNAMODB", "DynamoDB"},
    AwsService{"lambda", "LAMBDA", "Lambda"},
    AwsService{"rekognition", "REKOGNITION", "Rekognition"},
    AwsService{"s3", "S3", "S3"},
    AwsService{"sns", "SNS", "SNS"},
    AwsService{"sqs", "SQS", "SQS"},
    AwsService{"states", "SFN", "StepFunctions"},
    AwsService{"sts", "STS", "STS"},
};

struct DnsSuffix {
  std::string_view region;  ///< what the partition's regions begin with
  std::string_view suffix;
};

/// Of AWS's partitions, as botocore's partitions.json has them; where none fits, `aws` and
/// `aws-us-gov` among them, it is amazonaws.com.
constexpr auto kDnsSuffixes = std::to_array<DnsSuffix>({{"cn-", "amazonaws.com.cn"},
                                                        {"eusc-", "amazonaws.eu"},
                                                        {"us-iso-", "c2s.ic.gov"},
                                                        {"us-isob-", "sc2s.sgov.gov"},
                                                        {"eu-isoe-", "cloud.adc-e.uk"},
                                                        {"us-isof-", "csp.hci.ic.gov"}});

std::string_view dns_suffix_of(std::string_view region) {
  const auto* found =
      std::find_if(kDnsSuffixes.begin(), kDnsSuffixes.end(),
                   [&](const DnsSuffix& of) { return region.starts_with(of.region); });
  return found == kDnsSuffixes.end() ? "amazonaws.com" : found->suffix;
}

Endpoint custom_endpoint(std::string_view variable, std::string_view url) {
  const auto invalid = [&] {
    return Error(ErrorKind::Reject, "Runtime.ConfigInvalid",
                 fmt::format("{} is no URL of the form http[s]://host[:port][/path]", variable));
  };
  Endpoint endpoint;
  endpoint.custom = true;
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) throw invalid();
  endpoint.scheme = url.substr(0, scheme_end);
  if (endpoint.scheme != "http" && endpoint.scheme != "https") throw invalid();
  url.remove_prefix(scheme_end + 3);
  if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c >= '\x7f'; }) ||
      url.find_first_of("?#@\\") != std::string_view::npos) {
    throw invalid();
  }
  while (url.ends_with('/')) url.remove_suffix(1);
  const auto host_end = std::min(url.find('/'), url.size());
  endpoint.base_path = url.substr(host_end);
  auto host = url.substr(0, host_end);
  const std::string_view default_port = endpoint.scheme == "https" ? ":443" : ":80";
  if (host.ends_with(default_port)) host.remove_suffix(default_port.size());
  if (host.empty() || host.starts_with(':')) throw invalid();
  endpoint.host = host;
  return endpoint;
}

/// S3's rules for a bucket's name less the dot: 3 to 63 of a-z 0-9 -, letter or digit at both ends.
bool is_dns_label(std::string_view bucket) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return bucket.size() >= 3 && bucket.size() <= 63 && !bucket.starts_with('-') &&
         !bucket.ends_with('-') && bucket.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

AwsService aws_service(std::string_view signing_name) {
  const auto* found =
      std::find_if(kServices.begin(), kServices.end(),
                   [&](const AwsService& service) { return service.signing_name == signing_name; });
  if (found == kServices.end()) {
    throw Error(ErrorKind::Bug, "Aws.UnknownService",
                fmt::format("No AWS service is known as \"{}\"", signing_name));
  }
  return *found;
}

Endpoint default_endpoint(const AwsService& service, std::string_view region) {
  Endpoint endpoint;
  endpoint.host = fmt::format("{}.{}.{}", service.signing_name, region, dns_suffix_of(region));
  return endpoint;
}

Endpoint endpoint_for(const AwsService& service, std::string_view region,
                      const Environment& environment) {
  if (ascii_lower(environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").value_or("")) != "true") {
    for (const auto& variable :
         {fmt::format("AWS_ENDPOINT_URL_{}", service.variable), std::string("AWS_ENDPOINT_URL")}) {
      const auto url = environment(variable).value_or("");
      if (!url.empty()) return custom_endpoint(variable, url);
    }
  }
  return default_endpoint(service, region);
}

std::string Target::url() const {
  return fmt::format("{}://{}{}{}{}", scheme, host, path, query.empty() ? "" : "?", query);
}

Target target_at(const Endpoint& endpoint, std::string_view path_and_query) {
  const auto path_end = std::min(path_and_query.find('?'), path_and_query.size());
  Target target;
  target.scheme = endpoint.scheme;
  target.host = endpoint.host;
  target.path = endpoint.base_path + std::string(path_and_query.substr(0, path_end));
  target.query = path_and_query.substr(std::min(path_end + 1, path_and_query.size()));
  return target;
}

Target s3_target_at(const Endpoint& endpoint, std::string_view path_and_query) {
  const auto bucket = bucket_of(path_and_query);
  if (endpoint.custom || !is_dns_label(bucket)) return target_at(endpoint, path_and_query);
  auto target = target_at(endpoint, path_and_query.substr(1 + bucket.size()));
  target.host = fmt::format("{}.{}", bucket, target.host);
  if (target.path.empty()) target.path = "/";
  return target;
}

std::string_view bucket_of(std::string_view path_and_query) {
  if (path_and_query.starts_with('/')) path_and_query.remove_prefix(1);
  return path_and_query.substr(0, path_and_query.find_first_of("/?"));
}

}  // namespace shrike
