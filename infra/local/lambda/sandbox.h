#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/local/lambda/invocation_log.h"
#include "infra/local/lambda/process.h"
#include "infra/local/lambda/runtime_api.h"
#include "infra/local/lambda/service.h"

namespace shrike::local {

/// How waiting for a runtime ended.
enum class RuntimeOutcome : std::uint8_t {
  Idle,             ///< it waits in /next
  AtSnapshot,       ///< SnapStart: it waits in /restore/next
  Failed,           ///< it reported an init or restore error
  ExtensionFailed,  ///< an extension reported an error, or its process ended
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
  /// Ends the process: at once, or as far as retire() lets it live.
  ~Sandbox();

  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  Sandbox(Sandbox&&) = delete;
  Sandbox& operator=(Sandbox&&) = delete;

  /// Until the runtime waits in /next or for its snapshot, at the latest until `deadline`, when it
  /// is killed. Kills it too when it uses more memory than the function has.
  RuntimeOutcome wait_until_idle(std::chrono::steady_clock::time_point deadline);
  /// Only while idle: wait_until_idle() tells how it ends.
  void deliver(Delivery delivery);
  [[nodiscard]] std::optional<RuntimeAnswer> take_answer() { return api_.take_answer(); }

  /// Only after ExtensionFailed.
  [[nodiscard]] PlatformError extension_failure();
  /// What the runtime broke of its contract since the last call, in words.
  [[nodiscard]] std::optional<std::string> take_breach() { return api_.take_breach(); }

  /// Stops the process where it stands; deliver() lets it go on.
  void freeze();
  /// SnapStart: lets a process that was frozen at its snapshot go on.
  void restore();
  /// Hands out every line written so far.
  void drain_output();
  void kill();
  /// Spin-down: SIGKILL where no extension is registered, else SIGTERM; the destructor waits as
  /// long as Lambda does before SIGKILL, and tells external extensions to shut down.
  void retire();

  [[nodiscard]] bool alive() const { return !process_->exit_status().has_value(); }
  /// Only after an outcome other than Idle.
  [[nodiscard]] ExitStatus exit_status() const;
  [[nodiscard]] int peak_memory_mb() const noexcept;
  [[nodiscard]] const std::shared_ptr<InvocationLog>& log() const noexcept { return log_; }

 private:
  void start_extensions(const std::filesystem::path& folder,
                        const std::vector<std::string>& environment);
  void start_extension(const std::filesystem::path& program,
                       const std::vector<std::string>& environment);
  void shut_down_extensions();
  void signal_all(int number);
  void watch_memory();

  std::shared_ptr<InvocationLog> log_;
  long memory_limit_kb_ = 0;  ///< 0: none
  long peak_memory_kb_ = 0;
  RuntimeApi api_;
  std::optional<std::chrono::steady_clock::time_point> lives_until_;  ///< once retired
  struct ExtensionProcess {
    std::string name;
    std::unique_ptr<Process> process;
  };
  // Last: their ends are told to the Runtime API.
  std::vector<ExtensionProcess> extensions_;
  std::unique_ptr<Process> process_;
};

}  // namespace shrike::local
