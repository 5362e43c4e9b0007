#pragma once

#include <string_view>

#include "infra/local/s3/context.h"

namespace shrike::local {

using S3Operation = ServerResponse (*)(const S3Context& context, S3Request& request);

struct S3Route {
  S3Operation operation;
  /// What IAM calls it, without regard to versions: "s3:GetObject". Empty: the operation asks for
  /// each object itself.
  std::string_view action;
};

/// The operation that method, address and query name. Throws AwsFault NotImplemented for what S3
/// has and this does not, MethodNotAllowed for what neither has.
[[nodiscard]] const S3Route& find_route(const S3Request& request);

}  // namespace shrike::local
