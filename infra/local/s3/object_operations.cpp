#include "infra/local/s3/object_operations.h"

#include "infra/local/s3/byte_range.h"
#include "infra/local/s3/conditions.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/object_headers.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/upload_body.h"

namespace shrike::local::operations {
namespace {

/// S3's answer to a read that meets a delete marker: by name there is no key, by id there is
/// nothing that could be read.
[[noreturn]] void refuse_marker(const S3Request& request, const ObjectVersion& marker) {
  HttpHeaders headers;
  headers.set("x-amz-delete-marker", "true");
  headers.set("x-amz-version-id", marker.version_id);
  if (!request.query.contains("versionId")) {
    throw S3Fault(faults::no_such_key(request.key), std::move(headers));
  }
  headers.set("Allow", "DELETE");
  throw S3Fault(faults::method_not_allowed(request.http.method, "DeleteMarker"),
                std::move(headers));
}

bool wants_checksum(const S3Request& request) {
  return request.header("x-amz-checksum-mode") == "ENABLED";
}

ServerResponse read_object(const S3Context& context, const S3Request& request) {
  if (request.query.contains("partNumber")) {
    throw faults::not_implemented(request.http.method + " ?partNumber of an object");
  }
  const FoundObject found =
      context.store.find(request.bucket, request.key, request.query.value_or_empty("versionId"));
  const ObjectVersion& version = found.version;
  if (version.delete_marker) refuse_marker(request, version);

  ServerResponse response;
  set_object_headers(response, version, found.versioned);
  if (check_read(request.http.headers, version, context.clock.now()) == ReadVerdict::NotModified) {
    response.status = 304;
    return response;
  }
  override_headers(response, request.query);
  FileSlice slice{.path = found.path, .offset = 0, .length = version.size, .opened = found.file};
  if (const auto range = parse_range(request.header("range"), version.size)) {
    response.status = 206;
    response.headers.set("Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                              std::to_string(range->last) + "/" +
                                              std::to_string(version.size));
    slice.offset = range->first;
    slice.length = range->length();
  }
  // A checksum of the whole says nothing that a client could check of a part.
  if (wants_checksum(request) && slice.length == version.size) set_checksum(response, version);
  response.body = std::move(slice);
  return response;
}

void refuse_express_conditions(const S3Request& request) {
  for (const char* name : {"x-amz-if-match-last-modified-time", "x-amz-if-match-size"}) {
    if (request.http.headers.contains(name)) throw faults::header_not_implemented(name);
  }
}

}  // namespace

ServerResponse get_object(const S3Context& context, S3Request& request) {
  return read_object(context, request);
}

ServerResponse head_object(const S3Context& context, S3Request& request) {
  ServerResponse response = read_object(context, request);
  response.head_only = true;
  return response;
}

ServerResponse put_object(const S3Context& context, S3Request& request) {
  const WriteCondition condition = write_condition(request.http.headers);
  const Store::Check check = [&](const KeyRecord& record) {
    check_write(condition, request.key, record);
  };
  // Known already before a body that may be long; asked again when it is there.
  check(context.store.record(request.bucket, request.key));
  ObjectVersion draft = draft_of(request);
  TemporaryFile data(context.store.files(request.bucket).temporary());
  ReceivedBody body = receive_body(request.http, request.verified, "crc64nvme",
                                   [&](std::string_view piece) { data.write(piece); });
  draft.size = body.size;
  draft.etag = std::move(body.md5);
  draft.checksum = std::move(body.checksum);
  const Change change =
      context.store.put(request.bucket, request.key, std::move(draft), std::move(data), check);
  notify(context, request, "ObjectCreated:Put", request.key, change);

  ServerResponse response;
  response.headers.set("ETag", quoted(change.version.etag));
  set_checksum(response, change.version);
  set_version(response, change.version, change.versioned);
  set_encryption(response);
  return response;
}

ServerResponse delete_object(const S3Context& context, S3Request& request) {
  refuse_express_conditions(request);
  const WriteCondition condition = delete_condition(request.header("if-match"));
  const Store::Check check = [&](const KeyRecord& record) {
    check_write(condition, request.key, record);
  };
  ServerResponse response = empty_response(204);
  const std::string version_id = request.query.value_or_empty("versionId");
  if (version_id.empty()) {
    const Change change = context.store.remove(request.bucket, request.key, check);
    if (change.version.delete_marker) response.headers.set("x-amz-delete-marker", "true");
    set_version(response, change.version, change.versioned);
    notify(
        context, request,
        change.version.delete_marker ? "ObjectRemoved:DeleteMarkerCreated" : "ObjectRemoved:Delete",
        request.key, change);
    return response;
  }
  try {
    const Change change =
        context.store.remove_version(request.bucket, request.key, version_id, check);
    if (change.version.delete_marker) response.headers.set("x-amz-delete-marker", "true");
    set_version(response, change.version, change.versioned);
    notify(context, request, "ObjectRemoved:Delete", request.key, change);
  } catch (const AwsFault& fault) {
    // What is not there is as good as deleted.
    if (fault.code() != "NoSuchVersion") throw;
    response.headers.set("x-amz-version-id", version_id);
  }
  return response;
}

}  // namespace shrike::local::operations
