#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "infra/local/iam/policy.h"

namespace shrike::local {

/// One thing that a request does. A request may need several: a copy reads one object and writes
/// another.
struct AccessRequest {
  std::string action;    ///< "s3:GetObject"
  std::string resource;  ///< an ARN; `*` for an action without a resource type
  RequestContext context = {};
};

enum class Outcome : std::uint8_t { Allowed, DeniedExplicitly, NotAllowed };

struct Decision {
  Outcome outcome = Outcome::NotAllowed;
  std::string statement = {};  ///< the Sid of the statement that decided; empty: none did

  [[nodiscard]] bool allowed() const noexcept { return outcome == Outcome::Allowed; }
};

/// An explicit denial wins over every allowance, and what nothing allows is denied. Of several
/// statements that decide alike the first is named.
[[nodiscard]] Decision decide(const std::vector<Policy>& policies, const AccessRequest& request);

}  // namespace shrike::local
