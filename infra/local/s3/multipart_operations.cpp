#include "infra/local/s3/multipart_operations.h"

#include "handlers/aws/checksum.h"
#include "infra/local/s3/copy_source.h"
#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/list_parameters.h"
#include "infra/local/s3/object_headers.h"
#include "infra/local/s3/owner.h"
#include "infra/local/s3/responses.h"
#include "infra/local/s3/upload_body.h"
#include "runtime/number.h"

namespace shrike::local::operations {
namespace {

constexpr int kMostParts = 10000;

Upload find_upload(const S3Context& context, const S3Request& request) {
  return context.uploads.find(request.bucket, request.key,
                              request.query.value_or_empty("uploadId"));
}

int part_number(const S3Request& request) {
  const std::string text = request.query.value_or_empty("partNumber");
  const auto number = parse_number<int>(text);
  if (!number || *number < 1 || *number > kMostParts) {
    throw faults::invalid_argument("Part number must be an integer between 1 and 10000, inclusive",
                                   "partNumber", text);
  }
  return *number;
}

/// x-amz-checksum-algorithm and x-amz-checksum-type of a new upload. Source: S3 User Guide,
/// "Checking object integrity": CRC-64/NVME is of the whole object, SHA is of the parts, the other
/// CRCs are of the parts unless the whole is asked for.
void set_checksum_kind(const S3Request& request, Upload& upload) {
  const std::string algorithm = lower_case(request.header("x-amz-checksum-algorithm"));
  const std::string type = request.header("x-amz-checksum-type");
  upload.algorithm_stated = !algorithm.empty();
  upload.algorithm = algorithm.empty() ? "crc64nvme" : algorithm;
  if (!make_checksum(upload.algorithm)) {
    throw faults::invalid_request(
        "Checksum algorithm provided is unsupported. Please try again with any of the valid types: "
        "[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
  }
  const bool sha = upload.algorithm.starts_with("sha");
  upload.composite = type.empty() ? upload.algorithm != "crc64nvme" : type == "COMPOSITE";
  if ((sha && !upload.composite) || (upload.algorithm == "crc64nvme" && upload.composite)) {
    throw faults::invalid_request("The " + type + " checksum type cannot be used with the " +
                                  upload.algorithm + " checksum algorithm.");
  }
}

void write_person(XmlWriter& xml, std::string_view name) {
  xml.open(name);
  xml.add("ID", kOwnerId);
  xml.close();
}

}  // namespace

ServerResponse create_multipart(const S3Context& context, S3Request& request) {
  Upload upload{.id = {},
                .key = request.key,
                .draft = draft_of(request),
                .algorithm = {},
                .key_sequencer = context.store.record(request.bucket, request.key).sequencer};
  upload.draft.last_modified = context.clock.now();
  set_checksum_kind(request, upload);
  upload = context.uploads.create(request.bucket, std::move(upload));
  XmlWriter xml("InitiateMultipartUploadResult");
  xml.add("Bucket", request.bucket);
  xml.add("Key", request.key);
  xml.add("UploadId", upload.id);
  ServerResponse response = xml_response(xml.text());
  if (upload.algorithm_stated) {
    response.headers.set("x-amz-checksum-algorithm", algorithm_name(upload.algorithm));
    response.headers.set("x-amz-checksum-type", upload.composite ? "COMPOSITE" : "FULL_OBJECT");
  }
  set_encryption(response);
  return response;
}

ServerResponse upload_part(const S3Context& context, S3Request& request) {
  const int number = part_number(request);
  const Upload upload = find_upload(context, request);
  TemporaryFile data(context.store.files(request.bucket).temporary());
  ReceivedBody body = receive_body(request.http, request.verified, upload.algorithm,
                                   [&](std::string_view piece) { data.write(piece); });
  if (upload.algorithm_stated && body.checksum.algorithm != upload.algorithm) {
    throw faults::invalid_request(
        "Checksum Type mismatch occurred, expected checksum Type: " + upload.algorithm +
        ", actual checksum Type: " + body.checksum.algorithm);
  }
  const UploadPart part{.size = body.size,
                        .md5 = body.md5,
                        .last_modified = context.clock.now(),
                        .checksum = body.checksum};
  context.uploads.put_part(request.bucket, upload, number, part, std::move(data));
  ServerResponse response;
  response.headers.set("ETag", quoted(part.md5));
  if (body.checksum_stated || upload.algorithm_stated) {
    response.headers.set("x-amz-checksum-" + part.checksum.algorithm, part.checksum.base64);
  }
  set_encryption(response);
  return response;
}

ServerResponse upload_part_copy(const S3Context& context, S3Request& request) {
  const int number = part_number(request);
  const Upload upload = find_upload(context, request);
  const CopySource source = parse_copy_source(request.header("x-amz-copy-source"));
  const FoundObject found = open_copy_source(context, request, source);
  std::optional<ByteRange> range;
  if (const std::string text = request.header("x-amz-copy-source-range"); !text.empty()) {
    range = parse_copy_range(text, found.version.size);
  }
  TemporaryFile data(context.store.files(request.bucket).temporary());
  const ReceivedBody copied = copy_bytes(found, range ? &*range : nullptr, upload.algorithm, data);
  const UploadPart part{.size = copied.size,
                        .md5 = copied.md5,
                        .last_modified = context.clock.now(),
                        .checksum = copied.checksum};
  context.uploads.put_part(request.bucket, upload, number, part, std::move(data));
  XmlWriter xml("CopyPartResult");
  xml.add("LastModified", iso_date(part.last_modified));
  xml.add("ETag", quoted(part.md5));
  if (upload.algorithm_stated) {
    xml.add("Checksum" + algorithm_name(part.checksum.algorithm), part.checksum.base64);
  }
  ServerResponse response = xml_response(xml.text());
  if (found.versioned) {
    response.headers.set("x-amz-copy-source-version-id", found.version.version_id);
  }
  set_encryption(response);
  return response;
}

ServerResponse abort_multipart(const S3Context& context, S3Request& request) {
  const Upload upload = find_upload(context, request);
  const Uploads::Claim claim(context.uploads, upload.id);
  context.uploads.discard(request.bucket, upload);
  return empty_response(204);
}

ServerResponse list_parts(const S3Context& context, S3Request& request) {
  const Upload upload = find_upload(context, request);
  const std::size_t limit =
      std::min<std::size_t>(number_parameter(request.query, "max-parts", 1000), 1000);
  const auto marker = static_cast<int>(number_parameter(request.query, "part-number-marker", 0));
  const auto parts = context.uploads.parts(request.bucket, upload);
  auto part = parts.upper_bound(marker);

  XmlWriter xml("ListPartsResult");
  xml.add("Bucket", request.bucket);
  xml.add("Key", request.key);
  xml.add("UploadId", upload.id);
  write_person(xml, "Initiator");
  write_person(xml, "Owner");
  xml.add("StorageClass", upload.draft.storage_class);
  xml.add("PartNumberMarker", static_cast<std::uint64_t>(marker));
  xml.add("MaxParts", limit);
  int last = marker;
  for (std::size_t listed = 0; part != parts.end() && listed < limit; ++part, ++listed) {
    xml.open("Part");
    xml.add("PartNumber", static_cast<std::uint64_t>(part->first));
    xml.add("LastModified", iso_date(part->second.last_modified));
    xml.add("ETag", quoted(part->second.md5));
    xml.add("Size", part->second.size);
    if (upload.algorithm_stated) {
      xml.add("Checksum" + algorithm_name(upload.algorithm), part->second.checksum.base64);
    }
    xml.close();
    last = part->first;
  }
  xml.add("NextPartNumberMarker", static_cast<std::uint64_t>(last));
  xml.add_flag("IsTruncated", part != parts.end() && limit > 0);
  if (upload.algorithm_stated) {
    xml.add("ChecksumAlgorithm", algorithm_name(upload.algorithm));
    xml.add("ChecksumType", upload.composite ? "COMPOSITE" : "FULL_OBJECT");
  }
  return xml_response(xml.text());
}

}  // namespace shrike::local::operations
