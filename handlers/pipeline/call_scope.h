#pragma once

#include "handlers/aws/client.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"

namespace shrike {

/// What the AWS calls of an invocation share: its credentials and trace, and a deadline that leaves
/// time to answer in once a call has run into it. `begun` is when the invocation began,
/// for those who ask how much time it had.
[[nodiscard]] CallScope call_scope(const Environment& environment, const Context& context,
                                   TimePoint begun = {});

}  // namespace shrike
