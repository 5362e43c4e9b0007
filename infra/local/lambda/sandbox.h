#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "infra/local/lambda/invocation_log.h"
#include "infra/local/lambda/process.h"
#include "infra/local/lambda/runtime_api.h"
#include "infra/local/lambda/service.h"

namespace shrike::local {

/// How waiting for a runtime ended.
enum class RuntimeOutcome : std::uint8_t {
  Idle,    ///< it waits in /next
  Failed,  ///< it reported an init error
  Exited,
  TimedOut,
};

/// A function's process behind its own Runtime API. One invocation at a time; kill() may come from
/// any thread.
class Sandbox {
 public:
  /// Starts `bootstrap`. Throws std::system_error with the errno of what failed.
  Sandbox(const FunctionConfiguration& function, const LambdaOptions& options,
          Instruments instruments, std::string log_stream, std::shared_ptr<InvocationLog> log);
  /// Ends the process.
  ~Sandbox();

  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  Sandbox(Sandbox&&) = delete;
  Sandbox& operator=(Sandbox&&) = delete;

  /// Until the runtime waits in /next, at the latest until `deadline`, when it is killed. Kills it
  /// too when it uses more memory than the function has.
  RuntimeOutcome wait_until_idle(std::chrono::steady_clock::time_point deadline);
  /// Only while idle: wait_until_idle() tells how it ends.
  void deliver(Delivery delivery);
  [[nodiscard]] std::optional<RuntimeAnswer> take_answer() { return api_.take_answer(); }

  /// What the runtime broke of its contract since the last call, in words.
  [[nodiscard]] std::optional<std::string> take_breach() { return api_.take_breach(); }

  /// Stops the process where it stands; deliver() lets it go on.
  void freeze();
  /// Hands out every line written so far.
  void drain_output() { process_->drain_output(); }
  void kill();

  [[nodiscard]] bool alive() const { return !process_->exit_status().has_value(); }
  /// Only after an outcome other than Idle.
  [[nodiscard]] ExitStatus exit_status() const;
  [[nodiscard]] int peak_memory_mb() const noexcept;
  [[nodiscard]] const std::shared_ptr<InvocationLog>& log() const noexcept { return log_; }

 private:
  void watch_memory();

  std::shared_ptr<InvocationLog> log_;
  long memory_limit_kb_ = 0;  ///< 0: none
  long peak_memory_kb_ = 0;
  RuntimeApi api_;
  std::unique_ptr<Process> process_;  ///< last: its end is told to the Runtime API
};

}  // namespace shrike::local
