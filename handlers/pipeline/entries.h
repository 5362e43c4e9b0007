#pragma once

#include <string_view>

#include "handlers/pipeline/adapters.h"
#include "runtime/invocation.h"

namespace shrike {

/// The entry that `name` (_HANDLER) picks, configured from the environment; `process` when it is
/// empty. Nothing but the configuration is read here: libvips, TLS and threads wait for the first
/// image.
///
/// Throws Error, kind Reject: "Runtime.NoSuchHandler" naming the entries that there are,
/// "Runtime.ConfigInvalid".
[[nodiscard]] Handler make_entry(std::string_view name, AwsWorld world);

}  // namespace shrike
