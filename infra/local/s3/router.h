#pragma once

#include "infra/local/s3/context.h"

namespace shrike::local {

using S3Operation = ServerResponse (*)(const S3Context& context, S3Request& request);

/// The operation that method, address and query name. Throws AwsFault NotImplemented for what S3
/// has and this does not, MethodNotAllowed for what neither has.
[[nodiscard]] S3Operation find_operation(const S3Request& request);

}  // namespace shrike::local
