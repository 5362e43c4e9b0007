#include "infra/local/lambda/async_policy.h"

#include <algorithm>

namespace shrike::local {
namespace {

constexpr std::chrono::milliseconds kMaxThrottleDelay = std::chrono::minutes(5);

AsyncStep after(std::chrono::milliseconds delay, const AsyncProgress& progress,
                const AsyncLimits& limits) {
  if (progress.age + delay > limits.maximum_event_age) return AsyncCondition::EventAgeExceeded;
  return delay;
}

std::chrono::milliseconds throttle_delay(int refusals, const AsyncLimits& limits) {
  auto delay = limits.throttle_delay;
  for (int i = 1; i < refusals && delay < kMaxThrottleDelay; ++i) delay *= 2;
  return std::min(delay, kMaxThrottleDelay);
}

}  // namespace

std::string_view to_string(AsyncCondition condition) noexcept {
  switch (condition) {
    case AsyncCondition::Success:
      return "Success";
    case AsyncCondition::RetriesExhausted:
      return "RetriesExhausted";
    case AsyncCondition::EventAgeExceeded:
      return "EventAgeExceeded";
    case AsyncCondition::ZeroReservedConcurrency:
      return "ZeroReservedConcurrency";
  }
  return "Unknown";
}

AsyncStep next_step(AsyncOutcome outcome, const AsyncProgress& progress,
                    const AsyncLimits& limits) noexcept {
  switch (outcome) {
    case AsyncOutcome::Queued:
      return after(std::chrono::milliseconds(0), progress, limits);
    case AsyncOutcome::Succeeded:
      return AsyncCondition::Success;
    case AsyncOutcome::Failed:
      if (progress.invocations > limits.maximum_retry_attempts) {
        return AsyncCondition::RetriesExhausted;
      }
      return after(progress.invocations * limits.retry_delay, progress, limits);
    case AsyncOutcome::Refused:
      break;
  }
  return after(throttle_delay(progress.refusals, limits), progress, limits);
}

}  // namespace shrike::local
