#pragma once

#include "infra/local/http_server.h"
#include "infra/local/service_faults/service_fault.h"

namespace shrike::local {

/// An answer whose body is not what it should be: under Cut, Truncate and Flip. Any other fault
/// leaves it as it is, and so does a body that has not come into being yet.
[[nodiscard]] ServerResponse with_spoiled_body(ServerResponse response, const ServiceFault& fault);

}  // namespace shrike::local
