#include "infra/local/s3/faults.h"

#include "infra/local/s3/xml.h"

namespace shrike::local {
namespace faults {

AwsFault no_such_bucket(const std::string& bucket) {
  return {404, "NoSuchBucket", "The specified bucket does not exist", {{"BucketName", bucket}}};
}

AwsFault no_such_key(const std::string& key) {
  return {404, "NoSuchKey", "The specified key does not exist.", {{"Key", key}}};
}

AwsFault no_such_version(const std::string& key, const std::string& version) {
  return {404,
          "NoSuchVersion",
          "The specified version does not exist.",
          {{"Key", key}, {"VersionId", version}}};
}

AwsFault no_such_upload(const std::string& upload) {
  return {404,
          "NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the upload may "
          "have been aborted or completed.",
          {{"UploadId", upload}}};
}

AwsFault invalid_version(const std::string& version) {
  return invalid_argument("Invalid version id specified", "versionId", version);
}

AwsFault invalid_bucket_name(const std::string& bucket) {
  return {400, "InvalidBucketName", "The specified bucket is not valid.", {{"BucketName", bucket}}};
}

AwsFault invalid_argument(std::string message, const std::string& name, const std::string& value) {
  return {400,
          "InvalidArgument",
          std::move(message),
          {{"ArgumentName", name}, {"ArgumentValue", value}}};
}

AwsFault invalid_request(std::string message) {
  return {400, "InvalidRequest", std::move(message)};
}

AwsFault malformed_xml() {
  return {400, "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published "
          "schema"};
}

AwsFault incomplete_body() {
  return {400, "IncompleteBody", "The request body terminated unexpectedly"};
}

AwsFault entity_too_large(std::uint64_t size, std::uint64_t limit) {
  return {400,
          "EntityTooLarge",
          "Your proposed upload exceeds the maximum allowed size",
          {{"ProposedSize", std::to_string(size)}, {"MaxSizeAllowed", std::to_string(limit)}}};
}

AwsFault precondition_failed(const std::string& condition) {
  return {412,
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold",
          {{"Condition", condition}}};
}

AwsFault conditional_conflict(const std::string& condition, const std::string& key) {
  return {409,
          "ConditionalRequestConflict",
          "The conditional request cannot succeed due to a conflicting operation against this "
          "resource.",
          {{"Condition", condition}, {"Key", key}}};
}

AwsFault header_not_implemented(const std::string& header, const std::string& additional_message) {
  std::map<std::string, std::string> details{{"Header", header}};
  if (!additional_message.empty()) details.emplace("additionalMessage", additional_message);
  return {501, "NotImplemented",
          "A header you provided implies functionality that is not implemented",
          std::move(details)};
}

AwsFault not_implemented(const std::string& operation) {
  return {501, "NotImplemented", "The local cloud's S3 does not have this operation: " + operation};
}

AwsFault method_not_allowed(const std::string& method, const std::string& resource) {
  return {405,
          "MethodNotAllowed",
          "The specified method is not allowed against this resource.",
          {{"Method", method}, {"ResourceType", resource}}};
}

}  // namespace faults

std::string error_document(const AwsFault& fault, std::string_view request_id,
                           std::string_view host_id) {
  XmlWriter xml("Error", XmlWriter::Namespace::None);
  xml.add("Code", fault.code());
  xml.add("Message", fault.message());
  for (const auto& [name, value] : fault.details()) xml.add(name, value);
  xml.add("RequestId", request_id);
  xml.add("HostId", host_id);
  return xml.text();
}

}  // namespace shrike::local
