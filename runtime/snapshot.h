#pragma once

#include <memory>
#include <vector>

#include "runtime/init.h"
#include "runtime/worker.h"

namespace shrike {

/// Exit statuses around a snapshot, as Lambda's own runtimes give them.
inline constexpr int kExitBeforeSnapshot = 64;
inline constexpr int kExitAfterRestore = 65;

/// Whether this process is made to be stored and restored: AWS_LAMBDA_INITIALIZATION_TYPE.
[[nodiscard]] bool is_snap_start(const Environment& environment);

/// The hooks before the snapshot, the wait at it, and, in a process that was restored, the hooks
/// after it; the workers' connections are made anew. 0, or the status to exit with after a hook's
/// failure, which has been reported. Throws Error when the Runtime API is lost.
[[nodiscard]] int pass_snapshot(const Hooks& hooks,
                                const std::vector<std::unique_ptr<Worker>>& workers);

/// The same for a renewed process, which takes over from one that was restored: it passes no
/// snapshot, and runs the hooks that make it ready to serve. There is nobody to report a failure
/// to, which is logged.
[[nodiscard]] int take_over_restored(const Hooks& hooks, Logger& log);

}  // namespace shrike
