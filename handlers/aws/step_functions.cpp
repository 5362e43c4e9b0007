#include "handlers/aws/step_functions.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "handlers/aws/json_service.h"
#include "runtime/error.h"

namespace shrike {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

void require_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxExecutionName ||
      !std::all_of(name.begin(), name.end(), is_name_character)) {
    throw Error(ErrorKind::Reject, "StepFunctions.InvalidName",
                "An execution's name is 1 to 80 letters, digits, - and _");
  }
}

std::string input_text(const nlohmann::json& input) {
  auto text = aws_json(input);
  if (text.size() > kMaxExecutionInput) {
    throw Error(ErrorKind::Reject, "StepFunctions.InvalidExecutionInput",
                fmt::format("An execution's input has at most {} bytes, not {}", kMaxExecutionInput,
                            text.size()));
  }
  return text;
}

}  // namespace

StartedExecution StepFunctionsClient::start_execution(const ExecutionRequest& request,
                                                      const CallScope& scope) {
  require_name(request.name);
  auto answer = call_json(client_,
                          {.version = "1.0",
                           .target = "AWSStepFunctions.StartExecution",
                           .accepted_refusal = "ExecutionAlreadyExists"},
                          {{"stateMachineArn", request.state_machine_arn},
                           {"name", request.name},
                           {"input", input_text(request.input)}},
                          scope);
  if (answer.contains("__type")) return {.arn = {}, .already_started = true};
  const auto arn = answer.find("executionArn");
  if (arn == answer.end() || !arn->is_string()) {
    // Whether it has started, the next attempt finds out: the name is the same.
    throw Error(ErrorKind::Retry, "Service.Unavailable",
                "StepFunctions: the answer names no execution");
  }
  return {.arn = arn->get<std::string>(), .already_started = false};
}

}  // namespace shrike
