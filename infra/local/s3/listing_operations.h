#pragma once

#include "infra/local/s3/context.h"

namespace shrike::local::operations {

/// The first listing, with markers.
[[nodiscard]] ServerResponse list_objects_v1(const S3Context& context, S3Request& request);
/// `?list-type=2`, with continuation tokens.
[[nodiscard]] ServerResponse list_objects_v2(const S3Context& context, S3Request& request);
[[nodiscard]] ServerResponse list_object_versions(const S3Context& context, S3Request& request);

}  // namespace shrike::local::operations
