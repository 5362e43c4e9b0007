#include "infra/local/s3/access.h"
#include "infra/local/s3/conditions.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/object_operations.h"
#include "infra/local/s3/request_documents.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/upload_body.h"
#include "infra/local/s3/xml.h"

namespace shrike::local::operations {
namespace {

constexpr std::uint64_t kLargestDeletion = 4UL * 1024 * 1024;

Change remove(const S3Context& context, const S3Request& request, const Doomed& doomed) {
  for (const auto& needed :
       object_removal(request.bucket, doomed.key, doomed.version_id, doomed.etag)) {
    context.options.access.require(request.caller, needed);
  }
  const Store::Check check = [&](const KeyRecord& record) {
    check_write(delete_condition(doomed.etag), doomed.key, record);
  };
  if (doomed.version_id.empty()) {
    Change change = context.store.remove(request.bucket, doomed.key, check);
    notify(
        context, request,
        change.version.delete_marker ? "ObjectRemoved:DeleteMarkerCreated" : "ObjectRemoved:Delete",
        doomed.key, change);
    return change;
  }
  Change change =
      context.store.remove_version(request.bucket, doomed.key, doomed.version_id, check);
  notify(context, request, "ObjectRemoved:Delete", doomed.key, change);
  return change;
}

void write_deleted(XmlWriter& xml, const Doomed& doomed, const Change& change) {
  xml.open("Deleted");
  xml.add("Key", doomed.key);
  if (!doomed.version_id.empty()) xml.add("VersionId", doomed.version_id);
  if (change.version.delete_marker) {
    xml.add_flag("DeleteMarker", true);
    xml.add("DeleteMarkerVersionId", change.version.version_id);
  }
  xml.close();
}

void write_error(XmlWriter& xml, const Doomed& doomed, const AwsFault& fault) {
  // Among many keys S3 does not tell an id of another form from one that is not there.
  const AwsFault shown = fault.code() == "InvalidArgument"
                             ? faults::no_such_version(doomed.key, doomed.version_id)
                             : fault;
  xml.open("Error");
  xml.add("Key", doomed.key);
  if (!doomed.version_id.empty()) xml.add("VersionId", doomed.version_id);
  xml.add("Code", shown.code());
  xml.add("Message", shown.message());
  xml.close();
}

}  // namespace

ServerResponse delete_objects(const S3Context& context, S3Request& request) {
  static_cast<void>(context.store.settings(request.bucket));
  if (!states_checksum(request.http.headers)) {
    throw faults::invalid_request(
        "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  }
  const Deletion deletion =
      read_deletion(receive_document(request.http, request.verified, kLargestDeletion));
  XmlWriter xml("DeleteResult");
  for (const Doomed& doomed : deletion.objects) {
    try {
      const Change change = remove(context, request, doomed);
      if (!deletion.quiet) write_deleted(xml, doomed, change);
    } catch (const AwsFault& fault) {
      write_error(xml, doomed, fault);
    }
  }
  return xml_response(xml.text());
}

}  // namespace shrike::local::operations
