#pragma once

#include "infra/local/s3/context.h"

namespace shrike::local::operations {

[[nodiscard]] ServerResponse get_object(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse head_object(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse put_object(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse delete_object(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse delete_objects(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse get_tagging(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse put_tagging(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse delete_tagging(const S3Context& context, S3Request& request);

}  // namespace shrike::local::operations
