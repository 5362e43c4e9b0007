#include "infra/local/lambda/runtime_state.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace shrike::local {
namespace {

struct Transition {
  RuntimeState from;
  RuntimeStep step;
  RuntimeState to;
};

// Whatever has no row is refused.
constexpr std::array kTransitions{
    Transition{RuntimeState::Started, RuntimeStep::Next, RuntimeState::Ready},
    Transition{RuntimeState::Started, RuntimeStep::InitError, RuntimeState::InitError},
    Transition{RuntimeState::Started, RuntimeStep::RestoreNext, RuntimeState::RestoreReady},
    Transition{RuntimeState::RestoreReady, RuntimeStep::RestoreNext, RuntimeState::RestoreReady},
    Transition{RuntimeState::RestoreReady, RuntimeStep::Restore, RuntimeState::Restoring},
    Transition{RuntimeState::Restoring, RuntimeStep::Next, RuntimeState::Ready},
    Transition{RuntimeState::Restoring, RuntimeStep::RestoreError, RuntimeState::RestoreError},
    Transition{RuntimeState::Ready, RuntimeStep::Next, RuntimeState::Ready},
    Transition{RuntimeState::Ready, RuntimeStep::Deliver, RuntimeState::Running},
    Transition{RuntimeState::Running, RuntimeStep::Next, RuntimeState::Running},
    Transition{RuntimeState::Running, RuntimeStep::Respond, RuntimeState::InvocationResponse},
    Transition{RuntimeState::Running, RuntimeStep::Fail, RuntimeState::InvocationErrorResponse},
    Transition{RuntimeState::InvocationResponse, RuntimeStep::Sent, RuntimeState::ResponseSent},
    Transition{RuntimeState::InvocationErrorResponse, RuntimeStep::Sent,
               RuntimeState::ResponseSent},
    Transition{RuntimeState::ResponseSent, RuntimeStep::Next, RuntimeState::Ready},
};

}  // namespace

std::optional<RuntimeState> after(RuntimeState state, RuntimeStep step) noexcept {
  const auto* const row =
      std::find_if(kTransitions.begin(), kTransitions.end(), [&](const Transition& transition) {
        return transition.from == state && transition.step == step;
      });
  if (row == kTransitions.end()) return std::nullopt;
  return row->to;
}

RuntimeState target_of(RuntimeStep step) noexcept {
  switch (step) {
    case RuntimeStep::Next:
      return RuntimeState::Ready;
    case RuntimeStep::Deliver:
      return RuntimeState::Running;
    case RuntimeStep::Respond:
      return RuntimeState::InvocationResponse;
    case RuntimeStep::Fail:
      return RuntimeState::InvocationErrorResponse;
    case RuntimeStep::Sent:
      return RuntimeState::ResponseSent;
    case RuntimeStep::InitError:
      return RuntimeState::InitError;
    case RuntimeStep::RestoreNext:
      return RuntimeState::RestoreReady;
    case RuntimeStep::Restore:
      return RuntimeState::Restoring;
    case RuntimeStep::RestoreError:
      return RuntimeState::RestoreError;
  }
  return RuntimeState::Started;
}

std::string_view to_string(RuntimeState state) noexcept {
  switch (state) {
    case RuntimeState::Started:
      return "Started";
    case RuntimeState::InitError:
      return "InitError";
    case RuntimeState::RestoreReady:
      return "RestoreReady";
    case RuntimeState::Restoring:
      return "Restoring";
    case RuntimeState::RestoreError:
      return "RestoreError";
    case RuntimeState::Ready:
      return "Ready";
    case RuntimeState::Running:
      return "Running";
    case RuntimeState::InvocationResponse:
      return "InvocationResponse";
    case RuntimeState::InvocationErrorResponse:
      return "InvocationErrorResponse";
    case RuntimeState::ResponseSent:
      return "ResponseSent";
  }
  return "Unknown";
}

std::string refused_transition(RuntimeState state, RuntimeStep step) {
  return fmt::format(
      "State transition from {} to {} failed for runtime. Error: State transition is not allowed",
      to_string(state), to_string(target_of(step)));
}

}  // namespace shrike::local
