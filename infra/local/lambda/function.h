#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "infra/local/lambda/invocation_run.h"
#include "infra/local/lambda/shared_sandboxes.h"

namespace shrike::local {

/// A function and its sandboxes: warm ones are used again, the one used last first; new ones are
/// started up to the limit; beyond it invocations wait. Thread-safe.
class Function {
 public:
  /// `options`, `clock` outlive it.
  Function(FunctionConfiguration configuration, const LambdaOptions& options,
           Instruments instruments, Clock& clock, RandomBits random);

  [[nodiscard]] const FunctionConfiguration& configuration() const noexcept {
    return configuration_;
  }

  /// None once retire() was called: another function may have this one's name by then. Throws
  /// AwsFault ServiceException (500) once stop() was called.
  [[nodiscard]] std::optional<InvocationResult> invoke(const InvocationRequest& request);

  /// Takes no invocation any more and ends the warm sandboxes; invocations under way come to their
  /// end in theirs, as Lambda lets them when a function is changed.
  void retire();
  /// Ends every sandbox; invocations under way fail.
  void stop();

 private:
  /// Waits for a slot; the sandbox that comes with it may be null. None once retired.
  [[nodiscard]] std::optional<std::shared_ptr<Sandbox>> acquire();
  void release(std::shared_ptr<Sandbox> sandbox);
  /// Retires warm sandboxes as they reach the idle limit.
  void retire_idle(const std::stop_token& stop);
  [[nodiscard]] std::shared_ptr<Sandbox> start(std::shared_ptr<InvocationLog> log);

  FunctionConfiguration configuration_;
  const LambdaOptions& options_;
  Instruments instruments_;
  Clock& clock_;
  RandomBits random_;

  std::mutex mutex_;
  std::condition_variable slot_free_;
  struct Warm {
    std::shared_ptr<Sandbox> sandbox;
    std::chrono::steady_clock::time_point since;
  };
  std::vector<Warm> warm_;  ///< the one used last at the end
  std::condition_variable_any warm_changed_;
  std::vector<std::weak_ptr<Sandbox>> all_;
  std::size_t busy_ = 0;
  bool retired_ = false;
  bool stopping_ = false;
  std::unique_ptr<SharedSandboxes> shared_;  ///< in place of the above where processes are shared
  std::jthread idle_watch_;                  ///< last: it uses all of the above
};

/// Of `max_concurrency` as given, 0 meaning the machine's cores, at least 2.
[[nodiscard]] std::size_t concurrency_limit(std::size_t max_concurrency);

}  // namespace shrike::local
