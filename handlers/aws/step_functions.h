#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "handlers/aws/client.h"

namespace shrike {

/// Step Functions' limits ("StartExecution" in its API reference).
inline constexpr std::size_t kMaxExecutionName = 80;
inline constexpr std::size_t kMaxExecutionInput = 262'144;

struct ExecutionRequest {
  std::string state_machine_arn;
  std::string name;      ///< 1 to 80 of letters, digits, `-` and `_`; what makes a start idempotent
  nlohmann::json input;  ///< at most 262,144 bytes as text
};

struct StartedExecution {
  std::string arn;               ///< empty when it had been started before and has ended
  bool already_started = false;  ///< there has been an execution of that name
};

/// Step Functions over its JSON 1.0 protocol.
class StepFunctionsClient {
 public:
  explicit StepFunctionsClient(AwsClient client) : client_(std::move(client)) {}

  /// Starts a standard workflow. A name that has been used is no error: the execution is there.
  /// Throws Error: "StepFunctions.InvalidName", "StepFunctions.InvalidExecutionInput" (both also
  /// before anything is sent), "StepFunctions.StateMachineDoesNotExist", … and "Aws.InputInvalid"
  /// for input that is not UTF-8 (Reject); "Service.Throttled", "Service.Unavailable" (Retry).
  StartedExecution start_execution(const ExecutionRequest& request, const CallScope& scope);

 private:
  AwsClient client_;
};

}  // namespace shrike
