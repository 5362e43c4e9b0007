#include "runtime/snapshot.h"

#include "runtime/failure.h"

namespace shrike {

bool is_snap_start(const Environment& environment) {
  return environment("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start";
}

int pass_snapshot(const Hooks& hooks, const std::vector<std::unique_ptr<Worker>>& workers) {
  Worker& first = *workers.front();
  try {
    for (auto hook = hooks.before_snapshot.rbegin(); hook != hooks.before_snapshot.rend(); ++hook) {
      (*hook)();
    }
  } catch (...) {
    const auto failure = current_failure();
    log_failure(first.log(), LogLevel::Fatal, "A hook before the snapshot failed", failure);
    first.client().report_init_error(failure);
    return kExitBeforeSnapshot;
  }
  first.client().wait_for_restore();
  for (const auto& worker : workers) worker->reconnect();
  try {
    for (const Hook& hook : hooks.after_restore) hook();
  } catch (...) {
    const auto failure = current_failure();
    log_failure(first.log(), LogLevel::Fatal, "A hook after the restore failed", failure);
    first.client().report_restore_error(failure);
    return kExitAfterRestore;
  }
  return 0;
}

}  // namespace shrike
