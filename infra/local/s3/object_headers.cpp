#include "infra/local/s3/object_headers.h"

#include <algorithm>
#include <array>

#include "infra/local/s3/faults.h"
#include "infra/local/s3/formats.h"
#include "infra/local/s3/responses.h"

namespace shrike::local {
namespace {

// Source of the limits: S3 User Guide, "Working with object metadata" and "Categorizing your
// storage using tags", which counts a tag's characters as UTF-16 does.
constexpr std::size_t kMaxMetadata = 2048;
constexpr std::size_t kMaxTags = 10;
constexpr std::size_t kLongestTagKey = 128;
constexpr std::size_t kLongestTagValue = 256;
/// Source: S3 API reference, PutObject; those of outposts and directory buckets are not here.
constexpr auto kStorageClasses = std::to_array<std::string_view>(
    {kStandard, "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER",
     "GLACIER_IR", "DEEP_ARCHIVE"});
constexpr std::string_view kMetadataPrefix = "x-amz-meta-";
constexpr const char* kDefaultType = "binary/octet-stream";

struct SystemHeader {
  std::string_view name;
  const char* written;
};
constexpr auto kSystemHeaders = std::to_array<SystemHeader>(
    {{"content-type", "Content-Type"},
     {"cache-control", "Cache-Control"},
     {"content-disposition", "Content-Disposition"},
     {"content-encoding", "Content-Encoding"},
     {"content-language", "Content-Language"},
     {"expires", "Expires"},
     {"x-amz-website-redirect-location", "x-amz-website-redirect-location"}});

/// `gzip,aws-chunked` is stored as `gzip`: the chunks are gone.
std::string without_aws_chunked(std::string_view codings) {
  std::string kept;
  while (!codings.empty()) {
    std::string_view coding = codings.substr(0, codings.find(','));
    codings.remove_prefix(std::min(codings.size(), coding.size() + 1));
    coding.remove_prefix(std::min(coding.find_first_not_of(' '), coding.size()));
    coding = coding.substr(0, coding.find_last_not_of(' ') + 1);
    if (coding.empty() || lower_case(coding) == "aws-chunked") continue;
    kept += kept.empty() ? "" : ",";
    kept += coding;
  }
  return kept;
}

/// Of UTF-8: a character of four bytes counts twice.
std::size_t utf16_length(std::string_view utf8) {
  std::size_t length = 0;
  for (const char byte : utf8) {
    const auto value = static_cast<unsigned char>(byte);
    if ((value & 0xC0U) != 0x80U) ++length;
    if (value >= 0xF0U) ++length;
  }
  return length;
}

void refuse_unkept_promises(const S3Request& request) {
  for (const auto& field : request.http.headers) {
    const std::string name = lower_case(field.first);
    const bool foreign_key = name.starts_with("x-amz-server-side-encryption") &&
                             !(name == "x-amz-server-side-encryption" && field.second == "AES256");
    if (foreign_key || name.starts_with("x-amz-object-lock-")) {
      throw faults::header_not_implemented(field.first);
    }
  }
}

/// Source: S3 User Guide, "Controlling ownership of objects and disabling ACLs for your bucket": of
/// ACLs such a bucket takes those that give nobody more than its owner has.
void refuse_access_lists(const S3Request& request) {
  const std::string canned = request.header("x-amz-acl");
  const bool grants = std::any_of(
      request.http.headers.begin(), request.http.headers.end(),
      [](const auto& field) { return lower_case(field.first).starts_with("x-amz-grant-"); });
  if (grants || !(canned.empty() || canned == "private" || canned == "bucket-owner-full-control")) {
    throw AwsFault(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
}

std::string storage_class_of(const S3Request& request) {
  const std::string stated = request.header("x-amz-storage-class");
  if (stated.empty()) return kStandard;
  if (std::find(kStorageClasses.begin(), kStorageClasses.end(), stated) == kStorageClasses.end()) {
    throw AwsFault(400, "InvalidStorageClass", "The storage class you specified is not valid",
                   {{"StorageClassRequested", stated}});
  }
  return stated;
}

}  // namespace

ObjectVersion draft_of(const S3Request& request) {
  refuse_unkept_promises(request);
  refuse_access_lists(request);
  ObjectVersion draft;
  draft.storage_class = storage_class_of(request);
  std::size_t metadata_size = 0;
  for (const auto& [name, value] : request.http.headers) {
    const std::string lower = lower_case(name);
    if (!lower.starts_with(kMetadataPrefix)) continue;
    std::string& stored = draft.metadata[lower.substr(kMetadataPrefix.size())];
    stored += (stored.empty() ? "" : ",") + value;
    metadata_size += lower.size() - kMetadataPrefix.size() + value.size();
  }
  if (metadata_size > kMaxMetadata) {
    throw AwsFault(400, "MetadataTooLarge",
                   "Your metadata headers exceed the maximum allowed metadata size",
                   {{"Size", std::to_string(metadata_size)},
                    {"MaxSizeAllowed", std::to_string(kMaxMetadata)}});
  }
  for (const SystemHeader& header : kSystemHeaders) {
    std::string value = request.header(header.name);
    if (header.name == "content-encoding") value = without_aws_chunked(value);
    if (!value.empty()) draft.headers.emplace(header.name, std::move(value));
  }
  draft.headers.emplace("content-type", kDefaultType);
  draft.tags = parse_tags(request.header("x-amz-tagging"));
  return draft;
}

std::map<std::string, std::string> parse_tags(std::string_view text) {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '+', ' ');
  std::map<std::string, std::string> tags;
  for (const auto& [name, value] : QueryParameters(plain)) {
    if (!tags.emplace(name, value).second) {
      throw AwsFault(400, "InvalidTag", "Cannot provide multiple Tags with the same key",
                     {{"TagKey", name}});
    }
  }
  check_tags(tags);
  return tags;
}

void check_tags(const std::map<std::string, std::string>& tags) {
  if (tags.size() > kMaxTags) {
    throw AwsFault(400, "BadRequest", "Object tags cannot be greater than 10");
  }
  for (const auto& [name, value] : tags) {
    if (name.empty() || utf16_length(name) > kLongestTagKey) {
      throw AwsFault(400, "InvalidTag", "The TagKey you have provided is invalid",
                     {{"TagKey", name}});
    }
    if (name.starts_with("aws:")) {
      throw AwsFault(400, "InvalidTag",
                     "User-defined tag keys can't start with \"aws:\". This prefix is reserved for "
                     "system tags. Remove \"aws:\" from your tag keys and try again.");
    }
    if (utf16_length(value) > kLongestTagValue) {
      throw AwsFault(400, "InvalidTag", "The TagValue you have provided is invalid",
                     {{"TagKey", name}, {"TagValue", value}});
    }
  }
}

void set_object_headers(ServerResponse& response, const ObjectVersion& version, bool versioned) {
  response.headers.set("Last-Modified", http_date(version.last_modified));
  response.headers.set("ETag", quoted(version.etag));
  response.headers.set("Accept-Ranges", "bytes");
  for (const SystemHeader& header : kSystemHeaders) {
    const auto stored = version.headers.find(std::string(header.name));
    if (stored != version.headers.end()) response.headers.set(header.written, stored->second);
  }
  for (const auto& [name, value] : version.metadata) {
    response.headers.set(std::string(kMetadataPrefix) + name, value);
  }
  if (version.storage_class != kStandard) {
    response.headers.set("x-amz-storage-class", version.storage_class);
  }
  if (!version.tags.empty()) {
    response.headers.set("x-amz-tagging-count", std::to_string(version.tags.size()));
  }
  set_version(response, version, versioned);
  set_encryption(response);
}

void override_headers(ServerResponse& response, const QueryParameters& query) {
  for (const SystemHeader& header : kSystemHeaders) {
    const auto value = query.find("response-" + std::string(header.name));
    if (value) response.headers.set(header.written, std::string(*value));
  }
}

}  // namespace shrike::local
