#include "infra/local/lambda/runtime_refusals.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/lambda/platform_errors.h"
#include "infra/local/server_responses.h"

namespace shrike::local {
ServerResponse accepted() { return json_response(202, {{"status", "OK"}}); }

ServerResponse refusal(int status, std::string_view type, std::string_view message) {
  return json_response(status, {{"errorMessage", message}, {"errorType", type}});
}

ServerResponse invalid_request_id() {
  return refusal(400, "InvalidRequestID", "Invalid request ID");
}

ServerResponse invalid_function_response_mode() {
  return refusal(400, "InvalidFunctionResponseMode", "Invalid function response mode");
}

ServerResponse truncated_request() {
  return refusal(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");
}

ServerResponse invalid_transition(RuntimeState state, RuntimeStep step) {
  return refusal(403, "InvalidStateTransition", refused_transition(state, step));
}

ServerResponse invoke_timeout() { return refusal(410, "InvokeTimeout", "Invoke timeout"); }

ServerResponse payload_too_large(bool streamed) {
  return refusal(
      413, "RequestEntityTooLarge",
      fmt::format("Exceeded maximum allowed payload size ({} bytes).", payload_limit(streamed)));
}

ServerResponse internal_server_error() {
  return refusal(500, "InternalServerError", "Internal Server Error");
}

ServerResponse refusal_with(int status, RuntimeState state, RuntimeStep step) {
  switch (status) {
    case 400:
      return invalid_request_id();
    case 403:
      return invalid_transition(state, step);
    case 410:
      return invoke_timeout();
    case 413:
      return payload_too_large();
    default:
      return internal_server_error();
  }
}

ServerResponse plain_text(int status, std::string text) {
  ServerResponse response;
  response.status = status;
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

}  // namespace shrike::local
