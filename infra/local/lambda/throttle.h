#pragma once

#include <string>

#include "infra/local/aws_fault.h"

namespace shrike::local {

// Why an invocation is throttled, as TooManyRequestsException's Reason says.
inline constexpr const char* kReservedLimitExceeded =
    "ReservedFunctionConcurrentInvocationLimitExceeded";
inline constexpr const char* kAccountLimitExceeded = "ConcurrentInvocationLimitExceeded";

/// TooManyRequestsException (429).
[[nodiscard]] inline AwsFault throttled(const char* reason) {
  return {429, "TooManyRequestsException", "Rate Exceeded.", {{"Reason", reason}}};
}

/// What an asynchronous invocation meets with that goes back to its queue: throttling, and faults
/// of the service's own.
[[nodiscard]] inline bool is_passing(const AwsFault& fault) noexcept {
  return fault.status() == 429 || fault.status() >= 500;
}

}  // namespace shrike::local
