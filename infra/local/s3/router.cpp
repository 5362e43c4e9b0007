#include "infra/local/s3/router.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

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

struct Row {
  Level level;
  std::string_view method;
  std::string_view parameter;  ///< of the query; empty: none of the other rows' parameters
  S3Route route;
  CopySource copy = CopySource::No;
};

/// The first row that fits is the operation: rows with a parameter stand before those without.
constexpr auto kRows = std::to_array<Row>({
    {Level::Service, "GET", "", {operations::list_buckets, "s3:ListAllMyBuckets"}},
    {Level::Bucket, "GET", "location", {operations::get_location, "s3:GetBucketLocation"}},
    {Level::Bucket, "GET", "versioning", {operations::get_versioning, "s3:GetBucketVersioning"}},
    {Level::Bucket, "PUT", "versioning", {operations::put_versioning, "s3:PutBucketVersioning"}},
    {Level::Bucket,
     "GET",
     "notification",
     {operations::get_notifications, "s3:GetBucketNotification"}},
    {Level::Bucket,
     "PUT",
     "notification",
     {operations::put_notifications, "s3:PutBucketNotification"}},
    {Level::Bucket, "GET", "versions", {operations::list_object_versions, "s3:ListBucketVersions"}},
    {Level::Bucket, "GET", "uploads", {operations::list_uploads, "s3:ListBucketMultipartUploads"}},
    {Level::Bucket, "GET", "list-type", {operations::list_objects_v2, "s3:ListBucket"}},
    {Level::Bucket, "POST", "delete", {operations::delete_objects, ""}},
    {Level::Bucket, "GET", "", {operations::list_objects_v1, "s3:ListBucket"}},
    {Level::Bucket, "PUT", "", {operations::create_bucket, "s3:CreateBucket"}},
    {Level::Bucket, "HEAD", "", {operations::head_bucket, "s3:ListBucket"}},
    {Level::Bucket, "DELETE", "", {operations::delete_bucket, "s3:DeleteBucket"}},
    {Level::Object, "POST", "uploads", {operations::create_multipart, "s3:PutObject"}},
    {Level::Object,
     "PUT",
     "uploadId",
     {operations::upload_part_copy, "s3:PutObject"},
     CopySource::Yes},
    {Level::Object, "PUT", "uploadId", {operations::upload_part, "s3:PutObject"}},
    {Level::Object, "POST", "uploadId", {operations::complete_multipart, "s3:PutObject"}},
    {Level::Object, "DELETE", "uploadId", {operations::abort_multipart, "s3:AbortMultipartUpload"}},
    {Level::Object, "GET", "uploadId", {operations::list_parts, "s3:ListMultipartUploadParts"}},
    {Level::Object, "GET", "tagging", {operations::get_tagging, "s3:GetObjectTagging"}},
    {Level::Object, "PUT", "tagging", {operations::put_tagging, "s3:PutObjectTagging"}},
    {Level::Object, "DELETE", "tagging", {operations::delete_tagging, "s3:DeleteObjectTagging"}},
    {Level::Object, "GET", "", {operations::get_object, "s3:GetObject"}},
    {Level::Object, "HEAD", "", {operations::head_object, "s3:GetObject"}},
    {Level::Object, "PUT", "", {operations::copy_object, "s3:PutObject"}, CopySource::Yes},
    {Level::Object, "PUT", "", {operations::put_object, "s3:PutObject"}},
    {Level::Object, "DELETE", "", {operations::delete_object, "s3:DeleteObject"}},
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

bool fits(const Row& row, const S3Request& request) {
  return row.level == level_of(request) && row.method == request.http.method &&
         (row.parameter.empty() || request.query.contains(row.parameter)) &&
         (row.copy == CopySource::No || request.http.headers.contains("x-amz-copy-source"));
}

}  // namespace

const S3Route& find_route(const S3Request& request) {
  const auto* const row = std::find_if(kRows.begin(), kRows.end(),
                                       [&](const Row& each) { return fits(each, request); });
  const bool of_object = level_of(request) == Level::Object;
  const auto* const subresource =
      std::find_if(kSubresources.begin(), kSubresources.end(),
                   [&](std::string_view name) { return request.query.contains(name); });
  if (subresource != kSubresources.end() && (row == kRows.end() || row->parameter.empty())) {
    throw faults::not_implemented(fmt::format("{} ?{} of {}", request.http.method, *subresource,
                                              of_object ? "an object" : "a bucket"));
  }
  if (row == kRows.end()) {
    throw faults::method_not_allowed(request.http.method, of_object ? "OBJECT" : "BUCKET");
  }
  return row->route;
}

}  // namespace shrike::local
