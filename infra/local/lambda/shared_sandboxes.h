#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "infra/local/lambda/invocation_run.h"

namespace shrike::local {

class SharedSandbox;

/// The sandboxes of a function with `concurrency_per_sandbox` above 1: each process serves that
/// many invocations at the same time and is not frozen between them. A timeout fails its invocation
/// and leaves the process alone; an exit fails all that it served. Thread-safe.
class SharedSandboxes {
 public:
  /// `function`, `options` and `clock` outlive it.
  SharedSandboxes(const FunctionConfiguration& function, const LambdaOptions& options, Clock& clock,
                  RandomBits random);
  ~SharedSandboxes();

  SharedSandboxes(const SharedSandboxes&) = delete;
  SharedSandboxes& operator=(const SharedSandboxes&) = delete;
  SharedSandboxes(SharedSandboxes&&) = delete;
  SharedSandboxes& operator=(SharedSandboxes&&) = delete;

  /// Waits for a place in a sandbox where all are full. None once retire() was called. Throws
  /// AwsFault ServiceException (500) once stop() was called.
  [[nodiscard]] std::optional<InvocationResult> invoke(const InvocationRequest& request);
  /// Takes no invocation any more; each process ends after the last that it serves.
  void retire();
  /// Kills every process; invocations under way fail.
  void stop();

 private:
  struct Place {
    std::shared_ptr<SharedSandbox> sandbox;
    std::size_t taken = 0;
  };

  /// Null once retired.
  [[nodiscard]] std::shared_ptr<SharedSandbox> acquire();
  void release(const std::shared_ptr<SharedSandbox>& sandbox);
  /// Of places that serve nothing; with the lock held.
  [[nodiscard]] std::vector<Place> take_idle();
  void serve(SharedSandbox& sandbox, const InvocationRequest& request, InvocationResult& result);

  const FunctionConfiguration& function_;
  const LambdaOptions& options_;
  Clock& clock_;
  RandomBits random_;

  std::mutex mutex_;
  std::condition_variable place_free_;
  std::vector<Place> places_;
  bool retired_ = false;
  bool stopping_ = false;
};

}  // namespace shrike::local
