#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <variant>

namespace shrike::local {

/// How an asynchronous invocation's life ended, as its destination's record says.
enum class AsyncCondition : std::uint8_t {
  Success,
  RetriesExhausted,
  EventAgeExceeded,
  ZeroReservedConcurrency,  ///< never tried: nothing may run
};

[[nodiscard]] std::string_view to_string(AsyncCondition condition) noexcept;

/// The ranges are Lambda's, the defaults too.
struct AsyncLimits {
  int maximum_retry_attempts = 2;                  ///< 0 … 2
  std::chrono::seconds maximum_event_age{21'600};  ///< 60 … 21,600
  /// Before the first retry of a function that failed; twice as long before the second.
  std::chrono::milliseconds retry_delay{60'000};
  /// Before another try of what was throttled, doubled each time up to five minutes.
  std::chrono::milliseconds throttle_delay{1'000};
};

struct AsyncProgress {
  int invocations = 0;  ///< that the function got to see
  int refusals = 0;     ///< by throttling or a fault of the service, one after the other
  std::chrono::milliseconds age{0};
};

enum class AsyncOutcome : std::uint8_t {
  Queued,  ///< due to be tried
  Succeeded,
  Failed,   ///< by the function
  Refused,  ///< before the function got to see it
};

/// The time until the next try, or the end. For what is Queued, zero is now.
using AsyncStep = std::variant<std::chrono::milliseconds, AsyncCondition>;

/// What becomes of an asynchronous invocation. Lambda's guide, "Error handling for asynchronous
/// invocation". What would be too old at its next try is given up at once.
[[nodiscard]] AsyncStep next_step(AsyncOutcome outcome, const AsyncProgress& progress,
                                  const AsyncLimits& limits) noexcept;

}  // namespace shrike::local
