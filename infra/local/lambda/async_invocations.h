#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "infra/local/lambda/async_policy.h"
#include "infra/local/lambda/async_queue.h"
#include "infra/local/lambda/destinations.h"
#include "infra/local/lambda/invocation_run.h"
#include "runtime/clock.h"

namespace shrike::local {

/// Told of an asynchronous invocation's final result.
using InvocationDone = std::function<void(const InvocationResult&)>;

/// What a function's configuration says of its asynchronous invocations, at the time of asking.
struct AsyncSettings {
  EventInvokeConfig config;
  std::string dead_letter_target;
  bool nothing_may_run = false;  ///< its reserved concurrency is zero
};

/// An asynchronous invocation in the queue.
struct AsyncInvocation {
  std::string function;      ///< its name
  std::string function_arn;  ///< without qualifier
  InvocationRequest request;
  /// One try; throws AwsFault where it is refused.
  std::function<InvocationResult(const InvocationRequest&)> run;
  InvocationDone done;
};

/// Asynchronous invocations: queued, tried again as Lambda does, and told to where their function's
/// configuration says. Thread-safe.
class AsyncInvocations {
 public:
  using Settings = std::function<AsyncSettings(const std::string& function)>;

  /// `lane_width`: how many of one function are tried at the same time. `delays`: the waiting times
  /// and, where a function's configuration does not say, the limits.
  AsyncInvocations(std::size_t lane_width, AsyncLimits delays, Settings settings,
                   Destinations destinations, const Clock& clock);

  void push(AsyncInvocation invocation);
  /// Until none is queued or running.
  void wait_until_idle() { queue_.wait_until_idle(); }
  /// Starts no try any more; what this cuts short or leaves queued is dropped.
  void close();
  /// close(), then waits for the tries under way.
  void stop();

 private:
  struct Entry;

  [[nodiscard]] std::optional<std::chrono::milliseconds> attempt(Entry& entry);
  [[nodiscard]] AsyncOutcome run(Entry& entry) const;
  void end(const Entry& entry, AsyncCondition condition, const AsyncSettings& settings);
  [[nodiscard]] AsyncLimits limits_of(const EventInvokeConfig& config) const;

  const AsyncLimits delays_;
  const Settings settings_;
  const Destinations destinations_;
  const Clock& clock_;
  std::atomic<bool> closed_ = false;
  AsyncQueue queue_;  ///< last: its jobs use all of the above
};

}  // namespace shrike::local
