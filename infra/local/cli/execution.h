#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/service_client.h"

namespace shrike::local {

/// What an execution did at one moment.
struct ExecutionStep {
  std::chrono::milliseconds since_start{};
  std::string state;  ///< the state that it entered, or was in
  std::string
      failure;  ///< the name of the error that a try of it ended with; empty: it was entered
};

/// An execution of a state machine that has ended.
struct Execution {
  std::string name;
  std::string status;  ///< "SUCCEEDED", "FAILED", …
  std::string output;  ///< or the error and its cause
  std::vector<ExecutionStep> steps;

  /// Whether it entered the state.
  [[nodiscard]] bool passed(std::string_view state) const;
};

/// The states entered and the tries that failed, from GetExecutionHistory's events.
[[nodiscard]] std::vector<ExecutionStep> steps_of(const nlohmann::json& history);

/// Asks until the execution has ended. Throws what ServiceClient throws.
[[nodiscard]] Execution wait_for_end(const ServiceClient& services, const std::string& arn);

}  // namespace shrike::local
