#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/aws_fault.h"
#include "infra/local/iam/decision.h"
#include "infra/local/s3/request.h"

namespace shrike::local {

/// s3:GetObject, of a version s3:GetObjectVersion. `version_id` may be empty.
[[nodiscard]] AccessRequest object_read(const std::string& bucket, const std::string& key,
                                        const std::string& version_id);

/// s3:DeleteObject or s3:DeleteObjectVersion, and s3:GetObject where the removal depends on an
/// ETag: to learn whether it holds is to read. `etag` is empty without a condition, `*` for any
/// object.
[[nodiscard]] std::vector<AccessRequest> object_removal(const std::string& bucket,
                                                        const std::string& key,
                                                        const std::string& version_id,
                                                        std::string_view etag);

/// What the caller of a request must be allowed to do, `action` being that of its route; none where
/// it is empty. Source: S3 User Guide, "Required permissions for Amazon S3 API operations", and for
/// conditions "Add preconditions to S3 operations with conditional requests".
[[nodiscard]] std::vector<AccessRequest> needed_access(const S3Request& request,
                                                       std::string_view action);

/// For a read that found nothing: s3:ListBucket, without which S3 answers 403 in place of 404.
/// Nothing for any other fault.
[[nodiscard]] std::optional<AccessRequest> access_to_know_absence(const S3Request& request,
                                                                  const AwsFault& fault);

}  // namespace shrike::local
