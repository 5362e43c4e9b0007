#pragma once

#include "infra/local/s3/context.h"

namespace shrike::local::operations {

[[nodiscard]] ServerResponse copy_object(const S3Context& context, S3Request& request);

}  // namespace shrike::local::operations
