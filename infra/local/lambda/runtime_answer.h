#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "infra/local/http_server.h"
#include "infra/local/lambda/response_pipe.h"

namespace shrike::local {

/// What the runtime posted.
struct RuntimeAnswer {
  enum class Kind : std::uint8_t {
    Response,
    Error,  ///< of an invocation, its stream's too, or, in state InitError, of the initialisation
    TooLarge,   ///< over its limit; the body is dropped
    TooLate,    ///< refused with 410: the invocation had timed out
    Truncated,  ///< the connection ended before the body did
  };
  Kind kind = Kind::Response;
  std::string body = {};          ///< empty of a response that went into a pipe
  std::string error_type = {};    ///< of an Error, normalised as Lambda does
  std::string content_type = {};  ///< of a Response
  /// A response that went into a pipe: up to kMaxStreamedPayload, where others have kMaxPayload.
  bool streamed = false;
};

/// Reads POST /response. With `pipe`, that of a streaming invocation, the response goes there as it
/// arrives; without one it is collected. A response of a streaming invocation or in streaming mode
/// that ends with Lambda-Runtime-Function-Error-Type or -Error-Body (a base64 error document) as
/// trailers is an Error. Throws Error when the connection ends before the body does.
[[nodiscard]] RuntimeAnswer read_response(ServerRequest& request, ResponsePipe* pipe);

/// Reads POST /error or /init/error. Throws as read_response() does.
[[nodiscard]] RuntimeAnswer read_error(ServerRequest& request);

/// A function may fall silent within an answer that it streams, for as long as it may run at all.
/// Source: Lambda quotas, "Function timeout".
inline constexpr std::chrono::minutes kLongestInvocation(15);

/// The header of POST /response that says how its body comes.
inline constexpr const char* kResponseMode = "Lambda-Runtime-Function-Response-Mode";
inline constexpr const char* kStreaming = "streaming";

}  // namespace shrike::local
