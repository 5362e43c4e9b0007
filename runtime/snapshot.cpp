#include "runtime/snapshot.h"

#include <optional>

#include "runtime/failure.h"

namespace shrike {
namespace {

/// The failure of the first that failed, which has been logged.
template <typename Iterator>
std::optional<Failure> run_hooks(Iterator hook, Iterator end, std::string_view what, Logger& log) {
  try {
    for (; hook != end; ++hook) (*hook)();
    return std::nullopt;
  } catch (...) {
    auto failure = current_failure();
    log_failure(log, LogLevel::Fatal, what, failure);
    return failure;
  }
}

std::optional<Failure> run_after_restore(const Hooks& hooks, Logger& log) {
  return run_hooks(hooks.after_restore.begin(), hooks.after_restore.end(),
                   "A hook after the restore failed", log);
}

}  // namespace

bool is_snap_start(const Environment& environment) {
  return environment("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start";
}

int pass_snapshot(const Hooks& hooks, const std::vector<std::unique_ptr<Worker>>& workers) {
  Worker& first = *workers.front();
  if (const auto failure = run_hooks(hooks.before_snapshot.rbegin(), hooks.before_snapshot.rend(),
                                     "A hook before the snapshot failed", first.log())) {
    first.client().report_init_error(*failure);
    return kExitBeforeSnapshot;
  }
  first.client().wait_for_restore();
  for (const auto& worker : workers) worker->reconnect();
  if (const auto failure = run_after_restore(hooks, first.log())) {
    first.client().report_restore_error(*failure);
    return kExitAfterRestore;
  }
  return 0;
}

int take_over_restored(const Hooks& hooks, Logger& log) {
  return run_after_restore(hooks, log) ? kExitAfterRestore : 0;
}

}  // namespace shrike
