#pragma once

#include <string>
#include <string_view>

#include "infra/local/http_server.h"
#include "infra/local/lambda/runtime_state.h"

namespace shrike::local {

// The answers of Lambda's own Runtime API server, word for word.

/// 202 {"status":"OK"}
[[nodiscard]] ServerResponse accepted();
/// {"errorMessage","errorType"}
[[nodiscard]] ServerResponse refusal(int status, std::string_view type, std::string_view message);
[[nodiscard]] ServerResponse invalid_request_id();                                      ///< 400
[[nodiscard]] ServerResponse invalid_function_response_mode();                          ///< 400
[[nodiscard]] ServerResponse truncated_request();                                       ///< 400
[[nodiscard]] ServerResponse invalid_transition(RuntimeState state, RuntimeStep step);  ///< 403
[[nodiscard]] ServerResponse invoke_timeout();                                          ///< 410
[[nodiscard]] ServerResponse payload_too_large(bool streamed = false);                  ///< 413
[[nodiscard]] ServerResponse internal_server_error();                                   ///< 500

/// The usual answer with this status, 400, 403, 410, 413 or 500, to `step` in `state`.
[[nodiscard]] ServerResponse refusal_with(int status, RuntimeState state, RuntimeStep step);

/// Outside the Runtime API's JSON: /ping, unknown paths.
[[nodiscard]] ServerResponse plain_text(int status, std::string text);

}  // namespace shrike::local
