#include "infra/local/s3/copy_object.h"

#include <algorithm>
#include <array>

#include "handlers/aws/checksum.h"
#include "infra/local/s3/conditions.h"
#include "infra/local/s3/copy_source.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/object_headers.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/xml.h"

namespace shrike::local::operations {
namespace {

constexpr const char* kRedirect = "x-amz-website-redirect-location";
/// Whatever they say: S3 does not compare.
constexpr std::array kChanges = {"x-amz-storage-class", "x-amz-server-side-encryption", kRedirect};

/// Whether x-amz-metadata-directive or x-amz-tagging-directive says REPLACE.
bool replaces(const S3Request& request, const std::string& header) {
  const std::string directive = request.header(header);
  if (directive.empty() || directive == "COPY") return false;
  if (directive == "REPLACE") return true;
  throw faults::invalid_argument(header == "x-amz-metadata-directive"
                                     ? "Unknown metadata directive."
                                     : "Unknown tagging directive.",
                                 header, directive);
}

/// Storage class and redirect are the request's own: a copy does not take its source's along.
ObjectVersion draft_of_copy(const S3Request& request, const ObjectVersion& source) {
  const ObjectVersion stated = draft_of(request);
  ObjectVersion draft = replaces(request, "x-amz-metadata-directive") ? stated : source;
  draft.tags = replaces(request, "x-amz-tagging-directive") ? stated.tags : source.tags;
  draft.storage_class = stated.storage_class;
  draft.headers.erase(kRedirect);
  if (const auto redirect = stated.headers.find(kRedirect); redirect != stated.headers.end()) {
    draft.headers.insert(*redirect);
  }
  return draft;
}

/// Whether a copy of an object onto itself would be another one, as S3 sees it.
bool changes_object(const S3Request& request) {
  return replaces(request, "x-amz-metadata-directive") ||
         std::any_of(kChanges.begin(), kChanges.end(),
                     [&](const char* name) { return request.http.headers.contains(name); });
}

std::string checksum_algorithm(const S3Request& request, const ObjectVersion& source) {
  std::string stated = lower_case(request.header("x-amz-checksum-algorithm"));
  if (!stated.empty()) {
    if (!make_checksum(stated)) {
      throw faults::invalid_request(
          "Checksum algorithm provided is unsupported. Please try again with any of the valid "
          "types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }
    return stated;
  }
  return source.checksum && !source.checksum->composite ? source.checksum->algorithm : "crc64nvme";
}

}  // namespace

ServerResponse copy_object(const S3Context& context, S3Request& request) {
  const CopySource source = parse_copy_source(request.header("x-amz-copy-source"));
  const WriteCondition condition = write_condition(request.http.headers);
  const Store::Check check = [&](const KeyRecord& record) {
    check_write(condition, request.key, record);
  };
  check(context.store.record(request.bucket, request.key));
  const FoundObject found = open_copy_source(context, request, source);
  const bool onto_itself =
      source.bucket == request.bucket && source.key == request.key && source.version_id.empty();
  if (onto_itself && !changes_object(request) && !condition) {
    throw faults::invalid_request(
        "This copy request is illegal because it is trying to copy an object to itself without "
        "changing the object's metadata, storage class, website redirect location or encryption "
        "attributes.");
  }
  if (found.version.size > kMaxUpload) {
    throw faults::invalid_request(
        "The specified copy source is larger than the maximum allowable size for a copy source: " +
        std::to_string(kMaxUpload));
  }
  ObjectVersion draft = draft_of_copy(request, found.version);
  TemporaryFile data(context.store.files(request.bucket).temporary());
  ReceivedBody copied =
      copy_bytes(found, nullptr, checksum_algorithm(request, found.version), data);
  draft.size = copied.size;
  draft.etag = std::move(copied.md5);
  draft.checksum = std::move(copied.checksum);
  const Change change =
      context.store.put(request.bucket, request.key, std::move(draft), std::move(data), check);
  notify(context, request, "ObjectCreated:Copy", request.key, change);

  XmlWriter xml("CopyObjectResult");
  xml.add("LastModified", iso_date(change.version.last_modified));
  xml.add("ETag", quoted(change.version.etag));
  write_checksum(xml, change.version.checksum);
  ServerResponse response = xml_response(xml.text());
  set_version(response, change.version, change.versioned);
  if (found.versioned) {
    response.headers.set("x-amz-copy-source-version-id", found.version.version_id);
  }
  set_encryption(response);
  return response;
}

}  // namespace shrike::local::operations
