#include "infra/local/s3/bucket_operations.h"

#include <fmt/format.h>

#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/owner.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/upload_body.h"
#include "infra/local/s3/xml.h"

namespace shrike::local::operations {
namespace {

constexpr std::uint64_t kLargestConfiguration = 1024UL * 1024;
constexpr const char* kDefaultRegion = "us-east-1";

std::string document(S3Request& request) {
  return receive_document(request.http, request.verified, kLargestConfiguration);
}

std::string location_constraint(const std::string& text) {
  return text_of(XmlReader(text, "CreateBucketConfiguration").root(), "LocationConstraint");
}

/// Buckets are made in the region of the endpoint. Sources: S3 API reference, CreateBucket and
/// "Error responses".
void check_location(std::string constraint, const std::string& region) {
  if (constraint == kDefaultRegion) {
    throw AwsFault(400, "InvalidLocationConstraint",
                   "The specified location-constraint is not valid",
                   {{"LocationConstraint", constraint}});
  }
  if (constraint == "EU") constraint = "eu-west-1";
  if ((constraint.empty() ? kDefaultRegion : constraint) == region) return;
  throw AwsFault(400, "IllegalLocationConstraintException",
                 fmt::format("The {} location constraint is incompatible for the region specific "
                             "endpoint this request was sent to.",
                             constraint.empty() ? "unspecified" : constraint));
}

/// The owner owns all objects of a new bucket, and nobody else has rights by ACLs.
void refuse_access_lists(const S3Request& request) {
  const std::string canned = request.header("x-amz-acl");
  if (canned.empty() || canned == "private") return;
  throw AwsFault(400, "InvalidBucketAclWithObjectOwnership",
                 "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
}

}  // namespace

ServerResponse list_buckets(const S3Context& context, S3Request& /*request*/) {
  XmlWriter xml("ListAllMyBucketsResult");
  xml.open("Owner");
  xml.add("ID", kOwnerId);
  xml.close();
  xml.open("Buckets");
  for (const auto& [name, created] : context.store.buckets()) {
    xml.open("Bucket");
    xml.add("Name", name);
    xml.add("CreationDate", iso_date(created));
    xml.close();
  }
  xml.close();
  return xml_response(xml.text());
}

ServerResponse create_bucket(const S3Context& context, S3Request& request) {
  check_bucket_name(request.bucket);
  if (lower_case(request.header("x-amz-bucket-object-lock-enabled")) == "true") {
    throw faults::header_not_implemented("x-amz-bucket-object-lock-enabled");
  }
  refuse_access_lists(request);
  const std::string text = document(request);
  check_location(text.empty() ? "" : location_constraint(text), context.options.region);
  // Creating one's own bucket again is no error in us-east-1 alone.
  if (!context.store.create_bucket(request.bucket) && context.options.region != kDefaultRegion) {
    throw AwsFault(409, "BucketAlreadyOwnedByYou",
                   "Your previous request to create the named bucket succeeded and you already "
                   "own it.",
                   {{"BucketName", request.bucket}});
  }
  ServerResponse response;
  response.headers.set("Location", "/" + request.bucket);
  response.headers.set("x-amz-bucket-arn", "arn:aws:s3:::" + request.bucket);
  return response;
}

ServerResponse head_bucket(const S3Context& context, S3Request& request) {
  static_cast<void>(context.store.settings(request.bucket));
  ServerResponse response;
  response.headers.set("x-amz-bucket-region", context.options.region);
  response.headers.set("x-amz-access-point-alias", "false");
  return response;
}

ServerResponse delete_bucket(const S3Context& context, S3Request& request) {
  context.store.delete_bucket(request.bucket);
  return empty_response(204);
}

ServerResponse get_location(const S3Context& context, S3Request& request) {
  static_cast<void>(context.store.settings(request.bucket));
  XmlWriter xml("LocationConstraint");
  // us-east-1, the first region, has no name here.
  if (context.options.region != kDefaultRegion) xml.set_text(context.options.region);
  return xml_response(xml.text());
}

ServerResponse get_versioning(const S3Context& context, S3Request& request) {
  const Versioning versioning = context.store.settings(request.bucket).versioning;
  XmlWriter xml("VersioningConfiguration");
  if (versioning == Versioning::Enabled) xml.add("Status", "Enabled");
  if (versioning == Versioning::Suspended) xml.add("Status", "Suspended");
  return xml_response(xml.text());
}

ServerResponse put_versioning(const S3Context& context, S3Request& request) {
  static_cast<void>(context.store.settings(request.bucket));
  const std::string text = document(request);
  const XmlReader xml(text, "VersioningConfiguration");
  if (!xml.root().child("Status")) {
    throw AwsFault(400, "IllegalVersioningConfigurationException",
                   "The Versioning element must be specified");
  }
  const std::string status = text_of(xml.root(), "Status");
  if (status != "Enabled" && status != "Suspended") throw faults::malformed_xml();
  context.store.change_settings(request.bucket, [&](BucketSettings& settings) {
    settings.versioning = status == "Enabled" ? Versioning::Enabled : Versioning::Suspended;
  });
  return empty_response(200);
}

ServerResponse get_notifications(const S3Context& context, S3Request& request) {
  return xml_response(
      write_notifications_xml(context.store.settings(request.bucket).notifications));
}

ServerResponse put_notifications(const S3Context& context, S3Request& request) {
  static_cast<void>(context.store.settings(request.bucket));
  configure_notifications(context, request.bucket, read_notifications_xml(document(request)),
                          {request.request_id, request.host_id});
  return empty_response(200);
}

}  // namespace shrike::local::operations
