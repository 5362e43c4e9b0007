#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include <pthread.h>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"
#include "runtime/log.h"

namespace shrike {

class StreamedResponse;

/// How long before its deadline an invocation that still runs is ended. Telling it and starting
/// anew take 3 ms of processor time; a function of 128 MB has a fourteenth of a core, and a runaway
/// takes half of it until it is ended: some 85 ms.
inline constexpr std::chrono::milliseconds kDeadlineMargin{150};

/// SHRIKE_DEADLINE_MARGIN_MS, for functions that take longer to start anew; else kDeadlineMargin.
/// Throws Error "Runtime.ConfigInvalid" for what is not a number from 10 to 60000.
[[nodiscard]] std::chrono::milliseconds deadline_margin(const Environment& environment);

/// An invocation while it is handled, by the thread that makes this.
struct WatchedInvocation {
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// One that begins now. Where less than twice the margin is left, it has half of that; what is
  /// over already, by a clock that is not Lambda's, is not watched.
  WatchedInvocation(const Context& its_context, StreamedResponse& its_stream, Logger& its_log,
                    const Clock& clock, std::chrono::milliseconds margin = kDeadlineMargin);

  const Context& context;
  StreamedResponse& stream;
  Logger& log;  ///< of the worker that serves it
  pthread_t thread;
  SteadyTime began;
  SteadyTime deadline;  ///< a year from its begin at the latest
  SteadyTime ends;      ///< when it is taken away from its handler
};

/// Watches over the deadlines of all workers' invocations from a thread of its own, which starts
/// with the first of them. Each invocation is either ended by its worker, in time, or taken over
/// here: never both.
class DeadlineWatch {
 public:
  /// Called on the watch's thread with what was taken over; the references in it stay valid as long
  /// as its worker waits. It must not throw.
  using TakeOver = std::function<void(const WatchedInvocation&)>;

  DeadlineWatch(std::chrono::milliseconds margin, TakeOver take_over)
      : margin_(margin), take_over_(std::move(take_over)) {}

  [[nodiscard]] std::chrono::milliseconds margin() const noexcept { return margin_; }

  /// Until end(), which must follow.
  void begin(const WatchedInvocation& invocation);
  /// Whether the answer is the worker's to give. If not, it has been taken over: the worker must
  /// keep it alive, and give none.
  [[nodiscard]] bool end(const WatchedInvocation& invocation);

 private:
  using SteadyTime = WatchedInvocation::SteadyTime;

  void watch(const std::stop_token& stop);
  /// With the lock held: what is due, which is no longer watched then; else null and the time at
  /// which the next one will be.
  [[nodiscard]] const WatchedInvocation* take_due();
  void sleep(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);

  std::chrono::milliseconds margin_;
  TakeOver take_over_;
  std::mutex mutex_;
  std::condition_variable_any earlier_;
  std::vector<const WatchedInvocation*> watched_;
  SteadyTime wakes_ = SteadyTime::max();  ///< when the thread looks again
  std::optional<std::jthread> thread_;    ///< last: it uses all of the above
};

}  // namespace shrike
