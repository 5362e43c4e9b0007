#include "runtime/init.h"

#include "runtime/failure.h"

namespace shrike {

void run_backwards(const std::vector<Hook>& hooks, Logger& log) {
  for (auto hook = hooks.rbegin(); hook != hooks.rend(); ++hook) {
    try {
      (*hook)();
    } catch (...) {
      log_failure(log, LogLevel::Error, "A shutdown hook failed", current_failure());
    }
  }
}

}  // namespace shrike
