#include "infra/local/s3/router.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "infra/local/s3/bucket_operations.h"
#include "infra/local/s3/copy_object.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/listing_operations.h"
#include "infra/local/s3/multipart_operations.h"
#include "infra/local/s3/object_operations.h"

namespace shrike::local {
namespace {

enum class Level { Service, Bucket, Object };
enum class CopySource { No, Yes };

struct Route {
  Level level;
  std::string_view method;
  std::string_view parameter;  ///< of the query; empty: none of the other rows' parameters
  S3Operation operation;
  CopySource copy = CopySource::No;
};

/// The first row that fits is the operation: rows with a parameter stand before those without.
constexpr auto kRoutes = std::to_array<Route>({
    {Level::Service, "GET", "", operations::list_buckets},
    {Level::Bucket, "GET", "location", operations::get_location},
    {Level::Bucket, "GET", "versioning", operations::get_versioning},
    {Level::Bucket, "PUT", "versioning", operations::put_versioning},
    {Level::Bucket, "GET", "notification", operations::get_notifications},
    {Level::Bucket, "PUT", "notification", operations::put_notifications},
    {Level::Bucket, "GET", "versions", operations::list_object_versions},
    {Level::Bucket, "GET", "uploads", operations::list_uploads},
    {Level::Bucket, "GET", "list-type", operations::list_objects_v2},
    {Level::Bucket, "POST", "delete", operations::delete_objects},
    {Level::Bucket, "GET", "", operations::list_objects_v1},
    {Level::Bucket, "PUT", "", operations::create_bucket},
    {Level::Bucket, "HEAD", "", operations::head_bucket},
    {Level::Bucket, "DELETE", "", operations::delete_bucket},
    {Level::Object, "POST", "uploads", operations::create_multipart},
    {Level::Object, "PUT", "uploadId", operations::upload_part_copy, CopySource::Yes},
    {Level::Object, "PUT", "uploadId", operations::upload_part},
    {Level::Object, "POST", "uploadId", operations::complete_multipart},
    {Level::Object, "DELETE", "uploadId", operations::abort_multipart},
    {Level::Object, "GET", "uploadId", operations::list_parts},
    {Level::Object, "GET", "tagging", operations::get_tagging},
    {Level::Object, "PUT", "tagging", operations::put_tagging},
    {Level::Object, "DELETE", "tagging", operations::delete_tagging},
    {Level::Object, "GET", "", operations::get_object},
    {Level::Object, "HEAD", "", operations::head_object},
    {Level::Object, "PUT", "", operations::copy_object, CopySource::Yes},
    {Level::Object, "PUT", "", operations::put_object},
    {Level::Object, "DELETE", "", operations::delete_object},
});

/// Sub-resources that S3 has, whatever the method: a request for one of them must not be taken for
/// one of the object or bucket itself. Source: the S3 API's paths, botocore's model.
constexpr auto kSubresources = std::to_array<std::string_view>({"abac",
                                                                "accelerate",
                                                                "acl",
                                                                "analytics",
                                                                "attributes",
                                                                "cors",
                                                                "delete",
                                                                "encryption",
                                                                "intelligent-tiering",
                                                                "inventory",
                                                                "legal-hold",
                                                                "lifecycle",
                                                                "location",
                                                                "logging",
                                                                "metadataConfiguration",
                                                                "metadataTable",
                                                                "metrics",
                                                                "notification",
                                                                "object-lock",
                                                                "ownershipControls",
                                                                "policy",
                                                                "policyStatus",
                                                                "publicAccessBlock",
                                                                "renameObject",
                                                                "replication",
                                                                "requestPayment",
                                                                "restore",
                                                                "retention",
                                                                "select",
                                                                "session",
                                                                "tagging",
                                                                "torrent",
                                                                "uploads",
                                                                "versioning",
                                                                "versions",
                                                                "website"});

Level level_of(const S3Request& request) {
  if (request.bucket.empty()) return Level::Service;
  return request.key.empty() ? Level::Bucket : Level::Object;
}

bool fits(const Route& route, const S3Request& request) {
  return route.level == level_of(request) && route.method == request.http.method &&
         (route.parameter.empty() || request.query.contains(route.parameter)) &&
         (route.copy == CopySource::No || request.http.headers.contains("x-amz-copy-source"));
}

}  // namespace

S3Operation find_operation(const S3Request& request) {
  const auto* const route = std::find_if(kRoutes.begin(), kRoutes.end(),
                                         [&](const Route& each) { return fits(each, request); });
  const bool subresource =
      std::any_of(kSubresources.begin(), kSubresources.end(),
                  [&](std::string_view name) { return request.query.contains(name); });
  if (subresource && (route == kRoutes.end() || route->parameter.empty())) {
    throw faults::not_implemented();
  }
  if (route == kRoutes.end()) {
    const char* resource = level_of(request) == Level::Object ? "OBJECT" : "BUCKET";
    throw faults::method_not_allowed(request.http.method, resource);
  }
  return route->operation;
}

}  // namespace shrike::local
