#include <map>
#include <vector>

#include <fmt/format.h>

#include "handlers/aws/checksum.h"
#include "infra/local/s3/conditions.h"
#include "infra/local/s3/digest.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/multipart_operations.h"
#include "infra/local/s3/request_documents.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/upload_body.h"
#include "runtime/base64.h"

namespace shrike::local::operations {
namespace {

/// Of each part but the last. Source: S3 User Guide, "Amazon S3 multipart upload limits".
constexpr std::uint64_t kSmallestPart = 5UL * 1024 * 1024;
constexpr std::uint64_t kLargestPartList = 4UL * 1024 * 1024;

AwsFault invalid_part(const Upload& upload, const ListedPart& part) {
  return {
      400,
      "InvalidPart",
      "One or more of the specified parts could not be found.  The part may not have been "
      "uploaded, or the specified entity tag may not match the part's entity tag.",
      {{"UploadId", upload.id}, {"PartNumber", std::to_string(part.number)}, {"ETag", part.etag}}};
}

void check_parts(const std::vector<ListedPart>& listed, const std::map<int, UploadPart>& stored,
                 const Upload& upload) {
  for (const ListedPart& part : listed) {
    const auto found = stored.find(part.number);
    if (found == stored.end() || found->second.md5 != part.etag ||
        (!part.checksum.empty() && found->second.checksum.algorithm == upload.algorithm &&
         found->second.checksum.base64 != part.checksum)) {
      throw invalid_part(upload, part);
    }
    if (found->second.size < kSmallestPart && part.number != listed.back().number) {
      throw AwsFault(400, "EntityTooSmall",
                     "Your proposed upload is smaller than the minimum allowed size",
                     {{"ETag", part.etag},
                      {"MinSizeAllowed", std::to_string(kSmallestPart)},
                      {"PartNumber", std::to_string(part.number)},
                      {"ProposedSize", std::to_string(found->second.size)}});
    }
  }
}

/// Puts the parts together, with the object's size, ETag and checksum.
ObjectVersion assemble(const S3Context& context, const S3Request& request, const Upload& upload,
                       const std::vector<ListedPart>& listed,
                       const std::map<int, UploadPart>& stored, TemporaryFile& data) {
  ObjectVersion object = upload.draft;
  Digest etag(Digest::Kind::Md5);
  const auto checksum = make_checksum(upload.algorithm);
  for (const ListedPart& listed_part : listed) {
    const UploadPart& part = stored.at(listed_part.number);
    const auto file =
        open_file(context.uploads.part_path(request.bucket, upload, listed_part.number));
    if (!file) throw faults::no_such_upload(upload.id);
    read_pieces(*file, 0, part.size, [&](std::string_view piece) {
      data.write(piece);
      if (!upload.composite) checksum->update(piece);
    });
    if (upload.composite) checksum->update(base64_decode(part.checksum.base64).value_or(""));
    etag.update(from_hex(part.md5));
    object.size += part.size;
  }
  object.etag = fmt::format("{}-{}", to_hex(etag.finish()), listed.size());
  object.checksum = StoredChecksum{
      .algorithm = upload.algorithm, .base64 = checksum->base64(), .composite = upload.composite};
  if (upload.composite) object.checksum->base64 += fmt::format("-{}", listed.size());
  return object;
}

void check_object(const S3Request& request, const ObjectVersion& object) {
  const std::string size = request.header("x-amz-mp-object-size");
  if (!size.empty() && size != std::to_string(object.size)) {
    throw faults::invalid_request(fmt::format(
        "The provided 'x-amz-mp-object-size' header value {} does not match what was computed: {}",
        size, object.size));
  }
  const std::string& algorithm = object.checksum->algorithm;
  const std::string stated = request.header("x-amz-checksum-" + algorithm);
  // The count of parts at a composite's end may be left out.
  if (!stated.empty() && object.checksum->base64 != stated &&
      object.checksum->base64.substr(0, object.checksum->base64.find('-')) != stated) {
    throw AwsFault(400, "BadDigest",
                   fmt::format("The {} you specified did not match the calculated checksum.",
                               algorithm_name(algorithm)));
  }
}

/// Beside the condition itself: nobody may have written or deleted since the upload began.
void check_completion(const WriteCondition& condition, const Upload& upload,
                      const KeyRecord& record) {
  check_write(condition, upload.key, record);
  if (condition && record.sequencer != upload.key_sequencer) {
    throw faults::conditional_conflict(condition.if_none_match ? "If-None-Match" : "If-Match",
                                       upload.key);
  }
}

}  // namespace

ServerResponse complete_multipart(const S3Context& context, S3Request& request) {
  const WriteCondition condition = write_condition(request.http.headers);
  const Upload upload =
      context.uploads.find(request.bucket, request.key, request.query.value_or_empty("uploadId"));
  const std::string document =
      receive_document(request.http, request.verified, kLargestPartList, ChecksumHeaders::OfObject);
  const std::vector<ListedPart> listed = read_part_list(document, upload.algorithm, upload.id);
  const Store::Check check = [&](const KeyRecord& record) {
    check_completion(condition, upload, record);
  };
  check(context.store.record(request.bucket, request.key));

  const Uploads::Claim claim(context.uploads, upload.id);
  const auto stored = context.uploads.parts(request.bucket, upload);
  check_parts(listed, stored, upload);
  TemporaryFile data(context.store.files(request.bucket).temporary());
  ObjectVersion object = assemble(context, request, upload, listed, stored, data);
  check_object(request, object);
  const Change change =
      context.store.put(request.bucket, request.key, std::move(object), std::move(data), check);
  context.uploads.discard(request.bucket, upload);
  notify(context, request, "ObjectCreated:CompleteMultipartUpload", request.key, change);

  XmlWriter xml("CompleteMultipartUploadResult");
  xml.add("Location", "http://" + request.header("host") + request.http.path);
  xml.add("Bucket", request.bucket);
  xml.add("Key", request.key);
  xml.add("ETag", quoted(change.version.etag));
  write_checksum(xml, change.version.checksum);
  ServerResponse response = xml_response(xml.text());
  set_version(response, change.version, change.versioned);
  set_encryption(response);
  return response;
}

}  // namespace shrike::local::operations
