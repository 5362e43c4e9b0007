#pragma once

#include <map>
#include <string>
#include <string_view>

#include "infra/local/s3/model.h"
#include "infra/local/s3/request.h"

namespace shrike::local {

/// What a write's headers say of the object to be: system headers, x-amz-meta-*, x-amz-tagging, the
/// storage class. Throws AwsFault MetadataTooLarge, InvalidTag, InvalidStorageClass,
/// AccessControlListNotSupported as a bucket does whose owner owns all its objects (S3's default),
/// and NotImplemented for headers whose promise this S3 could not keep (customer and KMS keys,
/// object lock).
[[nodiscard]] ObjectVersion draft_of(const S3Request& request);

/// `k=v&k2=v2`, form-encoded. Throws AwsFault InvalidTag, BadRequest past 10 tags.
[[nodiscard]] std::map<std::string, std::string> parse_tags(std::string_view text);
void check_tags(const std::map<std::string, std::string>& tags);

/// Gives an object's own headers back: those, its metadata, ETag, Last-Modified, version.
void set_object_headers(ServerResponse& response, const ObjectVersion& version, bool versioned);

/// The `response-content-type` and the like of a GET's query, which replace what was stored.
void override_headers(ServerResponse& response, const QueryParameters& query);

}  // namespace shrike::local
