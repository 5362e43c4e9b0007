#include "handlers/aws/step_functions.h"

#include "handlers/aws/json_service.h"
#include "runtime/error.h"

namespace shrike {

StartedExecution StepFunctionsClient::start_execution(const ExecutionRequest& request,
                                                      const CallScope& scope) {
  try {
    const auto answer =
        call_json(client_, {.version = "1.0", .target = "AWSStepFunctions.StartExecution"},
                  {{"stateMachineArn", request.state_machine_arn},
                   {"name", request.name},
                   {"input", request.input.dump()}},
                  scope);
    return {.arn = answer.value("executionArn", ""), .already_started = false};
  } catch (const Error& error) {
    if (error.type() != "StepFunctions.ExecutionAlreadyExists") throw;
    return {.arn = {}, .already_started = true};
  }
}

}  // namespace shrike
