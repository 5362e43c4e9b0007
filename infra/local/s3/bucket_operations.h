#pragma once

#include "infra/local/s3/context.h"

namespace shrike::local::operations {

[[nodiscard]] ServerResponse list_buckets(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse create_bucket(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse head_bucket(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse delete_bucket(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse get_location(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse get_versioning(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse put_versioning(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse get_notifications(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse put_notifications(const S3Context& context, S3Request& request);

}  // namespace shrike::local::operations
