#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "runtime/environment.h"

namespace shrike {

/// What went wrong with one attempt, as far as trying again goes.
enum class FailureKind {
  Permanent,  ///< the same request will fail again
  Transient,  ///< the service's fault, or no answer came
  TimedOut,   ///< no answer in time
  Throttled,  ///< too many requests
};

/// By the code first and by the status only where the code says nothing: a throttle arrives as 400,
/// 429, 500 or 503. The codes are those of the SDKs' standard mode (botocore retries/standard.py),
/// and S3's ConditionalRequestConflict, OperationAborted and TemporaryRedirect (of a bucket that is
/// younger than its name's spread), which it asks to try again.
[[nodiscard]] FailureKind classify(int status, std::string_view code);

/// When to try again: the SDKs' standard mode. Delays before the second, third, … attempt are
/// random() * min(2^i, 20) seconds, i from 0. A quota of 500 that all calls of one client share
/// (each connection of a ClientPool is one) pays 5 a retry, 10 after a timeout; success gives back
/// what its last retry cost, or 1 where it needed none. So a service that is down is left alone
/// after a while.
///
/// Pure: it neither sleeps nor looks at a clock. `random` is uniform in [0, 1).
class RetryPolicy {
 public:
  RetryPolicy(int max_attempts, std::function<double()> random);

  /// A call begins.
  void begin() noexcept { last_cost_ = 0; }

  /// After the failure of attempt number `attempt` (from 1), with so much time left: how long to
  /// wait before the next, or nothing when there shall be none.
  [[nodiscard]] std::optional<std::chrono::milliseconds> delay_after(
      FailureKind failure, int attempt, std::chrono::milliseconds remaining);

  /// The call came to an answer.
  void succeeded() noexcept;

  [[nodiscard]] int max_attempts() const noexcept { return max_attempts_; }

 private:
  int max_attempts_;
  std::function<double()> random_;
  int quota_;
  int last_cost_ = 0;
};

/// AWS_MAX_ATTEMPTS, 3 where it is not set. Throws Error "Runtime.ConfigInvalid" (Reject) for all
/// but 1 to 100.
[[nodiscard]] int max_attempts_from(const Environment& environment);

/// How long an attempt may take: half the time that remains, so that a connection that hangs leaves
/// as much for the next, at most a minute; all of it for the last attempt.
[[nodiscard]] std::chrono::milliseconds attempt_timeout(std::chrono::milliseconds remaining,
                                                        bool last_attempt);

}  // namespace shrike
