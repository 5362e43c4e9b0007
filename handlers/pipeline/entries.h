#pragma once

#include <string_view>

#include "handlers/pipeline/adapters.h"
#include "runtime/init.h"
#include "runtime/invocation.h"

namespace shrike {

/// The entry that `name` (_HANDLER) picks, configured from the environment; `process` when it is
/// empty. Nothing but the configuration is read here: libvips, TLS and threads wait for the first
/// image.
///
/// `renew` is asked when a decode was given up, which leaves the process spent.
///
/// Throws Error, kind Reject: "Runtime.NoSuchHandler" naming the entries that there are,
/// "Runtime.ConfigInvalid".
[[nodiscard]] Handler make_entry(std::string_view name, AwsWorld world, RenewProcess renew);

}  // namespace shrike
