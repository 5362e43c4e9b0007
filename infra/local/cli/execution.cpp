#include "infra/local/cli/execution.h"

#include <algorithm>
#include <thread>

#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kAskAgainAfter{200};

/// The event's own details, whose name begins like its type: `taskFailedEventDetails`.
json details_of(const json& event) {
  for (const auto& [name, value] : event.items()) {
    if (name.ends_with("EventDetails")) return value;
  }
  return json::object();
}

std::chrono::milliseconds time_of(const json& event) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(event.value("timestamp", 0.0) * 1000));
}

}  // namespace

bool Execution::passed(std::string_view state) const {
  return std::any_of(steps.begin(), steps.end(),
                     [&](const ExecutionStep& step) { return step.state == state; });
}

std::vector<ExecutionStep> steps_of(const json& history) {
  std::vector<ExecutionStep> steps;
  if (history.empty()) return steps;
  const auto start = time_of(history.front());
  std::string state;
  for (const auto& event : history) {
    const auto type = event.value("type", "");
    const auto details = details_of(event);
    if (type.ends_with("StateEntered")) {
      state = details.value("name", "");
      steps.push_back({.since_start = time_of(event) - start, .state = state, .failure = ""});
    } else if (type.ends_with("Failed") || type.ends_with("TimedOut")) {
      steps.push_back({.since_start = time_of(event) - start,
                       .state = state,
                       .failure = details.value("error", type)});
    }
  }
  return steps;
}

Execution wait_for_end(const ServiceClient& services, const std::string& arn) {
  json described;
  do {
    if (!described.is_null()) std::this_thread::sleep_for(kAskAgainAfter);
    described =
        services.json("states", "AWSStepFunctions.DescribeExecution", {{"executionArn", arn}});
  } while (described.value("status", "") == "RUNNING");
  const auto history = services
                           .json("states", "AWSStepFunctions.GetExecutionHistory",
                                 {{"executionArn", arn}, {"maxResults", 1000}})
                           .value("events", json::array());
  return {.name = described.value("name", ""),
          .status = described.value("status", ""),
          .output = described.value("output", described.value("cause", "")),
          .steps = steps_of(history)};
}

}  // namespace shrike::local
