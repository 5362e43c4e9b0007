#pragma once

#include "infra/local/cli/options.h"

namespace shrike::local {

/// `shrike-local up`: starts the stack, says how to use it, prints the functions' logs until SIGINT
/// or SIGTERM. The first line is `endpoint  http://127.0.0.1:<port>`. In strict mode the last lines
/// say how the functions' runtimes kept to the Runtime API's contract, and a breach makes the exit
/// status 1.
int up(const CommandOptions& options);

}  // namespace shrike::local
