#include "infra/local/cli/execution.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

TEST(StepsOf, AreTheStatesEnteredAndTheTriesThatFailed) {
  const auto history = nlohmann::json::parse(R"([
    {"id":1,"type":"ExecutionStarted","timestamp":100.0,"executionStartedEventDetails":{}},
    {"id":2,"type":"TaskStateEntered","timestamp":100.25,"stateEnteredEventDetails":{"name":"Recognize"}},
    {"id":3,"type":"TaskScheduled","timestamp":100.3,"taskScheduledEventDetails":{}},
    {"id":4,"type":"TaskFailed","timestamp":101.5,"taskFailedEventDetails":{"error":"Image.Corrupt"}},
    {"id":5,"type":"TaskStateExited","timestamp":101.5,"stateExitedEventDetails":{"name":"Recognize"}},
    {"id":6,"type":"TaskStateEntered","timestamp":101.5,"stateEnteredEventDetails":{"name":"StoreRefusal"}},
    {"id":7,"type":"TaskTimedOut","timestamp":102.0,"taskTimedOutEventDetails":{}},
    {"id":8,"type":"ExecutionSucceeded","timestamp":102.0}])");
  const Execution execution{.name = "", .status = "", .output = "", .steps = steps_of(history)};
  ASSERT_EQ(execution.steps.size(), 4U);
  EXPECT_EQ(execution.steps[0].state, "Recognize");
  EXPECT_EQ(execution.steps[0].since_start, std::chrono::milliseconds(250));
  EXPECT_EQ(execution.steps[0].failure, "");
  EXPECT_EQ(execution.steps[1].state, "Recognize");
  EXPECT_EQ(execution.steps[1].failure, "Image.Corrupt");
  EXPECT_EQ(execution.steps[3].failure, "TaskTimedOut");
  EXPECT_TRUE(execution.passed("StoreRefusal"));
  EXPECT_FALSE(execution.passed("StoreResults"));
}

TEST(StepsOf, NothingAreNone) { EXPECT_TRUE(steps_of(nlohmann::json::array()).empty()); }

}  // namespace
}  // namespace shrike::local
