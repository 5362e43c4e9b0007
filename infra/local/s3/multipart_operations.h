#pragma once

#include "infra/local/s3/context.h"

namespace shrike::local::operations {

[[nodiscard]] ServerResponse create_multipart(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse upload_part(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse upload_part_copy(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse complete_multipart(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse abort_multipart(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse list_parts(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse list_uploads(const S3Context& context, S3Request& request);

}  // namespace shrike::local::operations
