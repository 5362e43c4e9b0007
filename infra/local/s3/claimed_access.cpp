#include "infra/local/s3/claimed_access.h"

#include <string>
#include <utility>

#include "infra/local/aws_fault.h"
#include "infra/local/s3/access.h"
#include "infra/local/s3/router.h"

namespace shrike::local {

std::optional<AccessRequest> claimed_access(ServerRequest& request) {
  try {
    auto address = parse_address(request.header("host"), request.path);
    const S3Request parsed{.http = request,
                           .verified = {},
                           .caller = nullptr,
                           .query = QueryParameters(request.query),
                           .bucket = std::move(address.bucket),
                           .key = std::move(address.key),
                           .request_id = {},
                           .host_id = {}};
    const auto action = find_route(parsed).action;
    const auto needed = needed_access(parsed, action);
    if (needed.empty()) return std::nullopt;
    return AccessRequest{std::string(action), needed.front().resource};
  } catch (const AwsFault&) {
    return std::nullopt;
  }
}

}  // namespace shrike::local
