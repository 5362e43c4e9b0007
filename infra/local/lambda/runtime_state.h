#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shrike::local {

/// Where a runtime stands with its Runtime API: the states of Lambda's own server (RAPID).
enum class RuntimeState : std::uint8_t {
  Started,                  ///< its process runs, it has asked for nothing yet
  InitError,                ///< it reported that it cannot start; final
  RestoreReady,             ///< SnapStart: it waits in /restore/next for its snapshot
  Restoring,                ///< SnapStart: it has been restored and makes itself ready
  RestoreError,             ///< SnapStart: it reported that it cannot go on; final
  Ready,                    ///< it waits in /next
  Running,                  ///< it has an invocation
  InvocationResponse,       ///< its answer is arriving
  InvocationErrorResponse,  ///< its error is arriving
  ResponseSent,             ///< answered; the invocation ends with the next /next
};

enum class RuntimeStep : std::uint8_t {
  Next,          ///< GET /invocation/next
  Deliver,       ///< an invocation goes out as the answer to /next
  Respond,       ///< POST /invocation/{id}/response begins
  Fail,          ///< POST /invocation/{id}/error begins
  Sent,          ///< the body of either has arrived
  InitError,     ///< POST /init/error
  RestoreNext,   ///< GET /restore/next
  Restore,       ///< the answer to /restore/next
  RestoreError,  ///< POST /restore/error
};

/// The state after `step`, nothing where the step is not allowed (the API says 403). A second
/// /next while Running is allowed and gets the same invocation again.
[[nodiscard]] std::optional<RuntimeState> after(RuntimeState state, RuntimeStep step) noexcept;

/// The state that a step leads to where it is allowed: what a refusal names.
[[nodiscard]] RuntimeState target_of(RuntimeStep step) noexcept;

[[nodiscard]] std::string_view to_string(RuntimeState state) noexcept;

/// "State transition from Started to InvocationResponse failed for runtime. Error: …"
[[nodiscard]] std::string refused_transition(RuntimeState state, RuntimeStep step);

}  // namespace shrike::local
