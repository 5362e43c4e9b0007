#pragma once

#include <optional>

#include "infra/local/http_server.h"
#include "infra/local/iam/decision.h"

namespace shrike::local {

/// What an S3 request does, before anybody knows whether its signature is right, by IAM's name of
/// it without regard to versions: a GetObject of a version is "s3:GetObject" too. Of what needs
/// several permissions, its own. Nothing where S3 will refuse the request whoever sent it, and for
/// DeleteObjects, which asks for each object itself.
[[nodiscard]] std::optional<AccessRequest> claimed_access(ServerRequest& request);

}  // namespace shrike::local
