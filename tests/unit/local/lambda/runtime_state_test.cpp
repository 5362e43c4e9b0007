#include "infra/local/lambda/runtime_state.h"

#include <map>
#include <utility>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

constexpr RuntimeState kStates[] = {
    RuntimeState::Started,
    RuntimeState::InitError,
    RuntimeState::Ready,
    RuntimeState::Running,
    RuntimeState::ResponseSent,
    RuntimeState::InvocationResponse,
    RuntimeState::InvocationErrorResponse,
    RuntimeState::RestoreReady,
    RuntimeState::Restoring,
    RuntimeState::RestoreError,
};
constexpr RuntimeStep kSteps[] = {
    RuntimeStep::Next,        RuntimeStep::Deliver, RuntimeStep::Respond,
    RuntimeStep::Fail,        RuntimeStep::Sent,    RuntimeStep::InitError,
    RuntimeStep::RestoreNext, RuntimeStep::Restore, RuntimeStep::RestoreError,
};

TEST(RuntimeState, AllowsLambdasTransitionsAndNoOther) {
  const std::map<std::pair<RuntimeState, RuntimeStep>, RuntimeState> allowed{
      {{RuntimeState::Started, RuntimeStep::Next}, RuntimeState::Ready},
      {{RuntimeState::Started, RuntimeStep::InitError}, RuntimeState::InitError},
      {{RuntimeState::Started, RuntimeStep::RestoreNext}, RuntimeState::RestoreReady},
      {{RuntimeState::RestoreReady, RuntimeStep::RestoreNext}, RuntimeState::RestoreReady},
      {{RuntimeState::RestoreReady, RuntimeStep::Restore}, RuntimeState::Restoring},
      {{RuntimeState::Restoring, RuntimeStep::Next}, RuntimeState::Ready},
      {{RuntimeState::Restoring, RuntimeStep::RestoreError}, RuntimeState::RestoreError},
      {{RuntimeState::Ready, RuntimeStep::Next}, RuntimeState::Ready},
      {{RuntimeState::Ready, RuntimeStep::Deliver}, RuntimeState::Running},
      {{RuntimeState::Running, RuntimeStep::Next}, RuntimeState::Running},
      {{RuntimeState::Running, RuntimeStep::Respond}, RuntimeState::InvocationResponse},
      {{RuntimeState::Running, RuntimeStep::Fail}, RuntimeState::InvocationErrorResponse},
      {{RuntimeState::InvocationResponse, RuntimeStep::Sent}, RuntimeState::ResponseSent},
      {{RuntimeState::InvocationErrorResponse, RuntimeStep::Sent}, RuntimeState::ResponseSent},
      {{RuntimeState::ResponseSent, RuntimeStep::Next}, RuntimeState::Ready},
  };
  for (const auto state : kStates) {
    for (const auto step : kSteps) {
      SCOPED_TRACE(std::string(to_string(state)) + " + " + std::string(to_string(target_of(step))));
      const auto row = allowed.find({state, step});
      const auto expected = row == allowed.end() ? std::nullopt : std::optional{row->second};
      EXPECT_EQ(after(state, step), expected);
    }
  }
}

TEST(RuntimeState, WalksAnInvocationRoundAndRound) {
  auto state = RuntimeState::Started;
  for (int round = 0; round < 3; ++round) {
    for (const auto step :
         {RuntimeStep::Next, RuntimeStep::Deliver,
          round % 2 == 0 ? RuntimeStep::Respond : RuntimeStep::Fail, RuntimeStep::Sent}) {
      const auto reached = after(state, step);
      ASSERT_TRUE(reached.has_value());
      state = *reached;
    }
    EXPECT_EQ(state, RuntimeState::ResponseSent);
  }
}

TEST(RuntimeState, ExplainsARefusalInLambdasWords) {
  EXPECT_EQ(refused_transition(RuntimeState::Started, RuntimeStep::Respond),
            "State transition from Started to InvocationResponse failed for runtime. "
            "Error: State transition is not allowed");
  EXPECT_EQ(refused_transition(RuntimeState::Ready, RuntimeStep::InitError),
            "State transition from Ready to InitError failed for runtime. "
            "Error: State transition is not allowed");
}

}  // namespace
}  // namespace shrike::local
