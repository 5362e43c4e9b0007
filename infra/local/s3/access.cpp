#include "infra/local/s3/access.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "infra/local/s3/copy_source.h"

namespace shrike::local {
namespace {

std::string bucket_arn(const std::string& bucket) { return "arn:aws:s3:::" + bucket; }

std::string object_arn(const std::string& bucket, const std::string& key) {
  return fmt::format("{}/{}", bucket_arn(bucket), key);
}

/// s3:GetObjectTagging → s3:GetObjectVersionTagging.
std::string of_a_version(std::string_view action) {
  constexpr std::string_view kObject = "Object";
  std::string versioned(action);
  versioned.insert(versioned.find(kObject) + kObject.size(), "Version");
  return versioned;
}

/// What the request says of itself, for conditions.
RequestContext context_of(const S3Request& request) {
  constexpr auto kParameters = std::to_array<std::pair<const char*, const char*>>({
      {"prefix", "s3:prefix"},
      {"delimiter", "s3:delimiter"},
      {"max-keys", "s3:max-keys"},
      {"versionId", "s3:versionid"},
  });
  constexpr auto kHeaders = std::to_array<std::pair<const char*, const char*>>({
      {"if-match", "s3:if-match"},
      {"if-none-match", "s3:if-none-match"},
      {"x-amz-acl", "s3:x-amz-acl"},
      {"x-amz-copy-source", "s3:x-amz-copy-source"},
      {"x-amz-metadata-directive", "s3:x-amz-metadata-directive"},
      {"x-amz-server-side-encryption", "s3:x-amz-server-side-encryption"},
      {"x-amz-storage-class", "s3:x-amz-storage-class"},
  });
  RequestContext context;
  for (const auto& [parameter, key] : kParameters) {
    if (const auto value = request.query.find(parameter)) context.emplace(key, *value);
  }
  for (const auto& [header, key] : kHeaders) {
    if (const auto value = request.http.headers.find(header)) context.emplace(key, *value);
  }
  return context;
}

/// The action of the route itself, of a version where the request names one.
AccessRequest own_access(const S3Request& request, std::string_view action) {
  AccessRequest own{.action = std::string(action), .resource = "*", .context = context_of(request)};
  if (!request.bucket.empty()) own.resource = bucket_arn(request.bucket);
  if (request.key.empty()) return own;
  own.resource = object_arn(request.bucket, request.key);
  const bool reaches_versions = action == "s3:GetObject" || action.ends_with("Tagging");
  if (reaches_versions && request.query.contains("versionId")) own.action = of_a_version(action);
  return own;
}

/// What a write needs beside s3:PutObject, by its headers.
void add_access_of_headers(const S3Request& request, std::vector<AccessRequest>& needed) {
  const auto arn = object_arn(request.bucket, request.key);
  if (request.http.headers.contains("x-amz-copy-source")) {
    const auto source = parse_copy_source(request.header("x-amz-copy-source"));
    needed.push_back(object_read(source.bucket, source.key, source.version_id));
  }
  if (request.http.headers.contains("if-match")) {
    needed.push_back(object_read(request.bucket, request.key, ""));
  }
  if (request.http.headers.contains("x-amz-tagging")) {
    needed.push_back({"s3:PutObjectTagging", arn});
  }
  if (request.http.headers.contains("x-amz-acl")) needed.push_back({"s3:PutObjectAcl", arn});
}

}  // namespace

AccessRequest object_read(const std::string& bucket, const std::string& key,
                          const std::string& version_id) {
  if (version_id.empty()) return {"s3:GetObject", object_arn(bucket, key)};
  return {"s3:GetObjectVersion", object_arn(bucket, key), {{"s3:versionid", version_id}}};
}

std::vector<AccessRequest> object_removal(const std::string& bucket, const std::string& key,
                                          const std::string& version_id, std::string_view etag) {
  std::vector<AccessRequest> needed;
  const char* action = version_id.empty() ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  needed.push_back({action, object_arn(bucket, key)});
  if (!version_id.empty()) needed.back().context.emplace("s3:versionid", version_id);
  if (!etag.empty()) needed.back().context.emplace("s3:if-match", etag);
  if (!etag.empty() && etag != "*") needed.push_back(object_read(bucket, key, ""));
  return needed;
}

std::vector<AccessRequest> needed_access(const S3Request& request, std::string_view action) {
  if (action.empty()) return {};
  if (action == "s3:DeleteObject") {
    return object_removal(request.bucket, request.key, request.query.value_or_empty("versionId"),
                          request.header("if-match"));
  }
  std::vector<AccessRequest> needed{own_access(request, action)};
  if (action == "s3:PutObject") add_access_of_headers(request, needed);
  return needed;
}

std::optional<AccessRequest> access_to_know_absence(const S3Request& request,
                                                    const AwsFault& fault) {
  if (fault.code() != "NoSuchKey" && fault.code() != "NoSuchVersion") return std::nullopt;
  const bool reads = request.http.method == "GET" || request.http.method == "HEAD";
  const bool copies = request.http.headers.contains("x-amz-copy-source");
  if (!reads && !copies) return std::nullopt;
  const auto bucket =
      copies ? parse_copy_source(request.header("x-amz-copy-source")).bucket : request.bucket;
  return AccessRequest{"s3:ListBucket", bucket_arn(bucket)};
}

}  // namespace shrike::local
