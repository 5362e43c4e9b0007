#include "infra/local/s3/faults.h"
#include "infra/local/s3/object_headers.h"
#include "infra/local/s3/object_operations.h"
#include "infra/local/s3/request_documents.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/upload_body.h"
#include "infra/local/s3/xml.h"

namespace shrike::local::operations {
namespace {

constexpr std::uint64_t kLargestTagging = 64UL * 1024;

ServerResponse change_tags(const S3Context& context, S3Request& request,
                           std::map<std::string, std::string> tags, int status,
                           const std::string& event) {
  const Change change = context.store.set_tags(
      request.bucket, request.key, request.query.value_or_empty("versionId"), std::move(tags));
  notify(context, request, event, request.key, change);
  ServerResponse response = empty_response(status);
  set_version(response, change.version, change.versioned);
  return response;
}

}  // namespace

ServerResponse get_tagging(const S3Context& context, S3Request& request) {
  const FoundObject found =
      context.store.find(request.bucket, request.key, request.query.value_or_empty("versionId"));
  if (found.version.delete_marker) throw faults::no_such_key(request.key);
  XmlWriter xml("Tagging");
  xml.open("TagSet");
  for (const auto& [key, value] : found.version.tags) {
    xml.open("Tag");
    xml.add("Key", key);
    xml.add("Value", value);
    xml.close();
  }
  xml.close();
  ServerResponse response = xml_response(xml.text());
  set_version(response, found.version, found.versioned);
  return response;
}

ServerResponse put_tagging(const S3Context& context, S3Request& request) {
  const std::string document = receive_document(request.http, request.verified, kLargestTagging);
  return change_tags(context, request, read_tagging(document), 200, "ObjectTagging:Put");
}

ServerResponse delete_tagging(const S3Context& context, S3Request& request) {
  return change_tags(context, request, {}, 204, "ObjectTagging:Delete");
}

}  // namespace shrike::local::operations
