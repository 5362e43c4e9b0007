#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

namespace shrike::bench {

/// How a runtime is started: what its folder's `bootstrap` does, without a shell in between.
struct Command {
  std::vector<std::string> words;        ///< the program's path, then its arguments
  std::string folder;                    ///< working directory, LAMBDA_TASK_ROOT
  std::vector<std::string> environment;  ///< `NAME=value`; nothing is inherited
};

/// A runtime's process on a core of its own; its output goes nowhere. Killed and waited for at the
/// end of its scope.
class Process {
 public:
  /// Throws std::system_error when the program does not start.
  Process(const Command& command, int core);
  ~Process();

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  Process(Process&&) = delete;
  Process& operator=(Process&&) = delete;

  /// Of all its threads, user and system, since its exec.
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const;
  /// Highest resident size so far (VmHWM).
  [[nodiscard]] long peak_memory_kb() const;

 private:
  pid_t pid_ = -1;
};

/// The calling thread, and the threads and processes that it starts from now on.
void pin_to_core(int core);

}  // namespace shrike::bench
