#pragma once

#include "handlers/aws/client.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"

namespace shrike {

/// What the AWS calls of an invocation share: its credentials and trace, and a deadline that leaves
/// time to answer in once a call has run into it.
[[nodiscard]] CallScope call_scope(const Environment& environment, const Context& context);

}  // namespace shrike
