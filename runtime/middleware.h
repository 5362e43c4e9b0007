#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/failure.h"
#include "runtime/invocation.h"
#include "runtime/log.h"

namespace shrike {

/// One invocation on its way through the runtime.
struct Call {
  const Invocation& invocation;
  const Context& context;
  Logger& log;              ///< of the worker that serves it; its lines carry the request id
  bool cold_start = false;  ///< the first invocation of its worker

  /// What the handler returned; of a streaming handler, nothing.
  std::optional<Response> response = std::nullopt;
  /// Set where the invocation failed; then `response` does not count.
  std::optional<Failure> failure = std::nullopt;
};

/// All that is left to do, up to the handler.
using Proceed = std::function<void()>;

/// One concern around every invocation: what it does before and after proceed(). What the handler
/// throws comes out of proceed() and must go on, or become `call.failure`.
using Middleware = std::function<void(Call& call, const Proceed& proceed)>;

/// Runs `innermost` within the middlewares, the first one outermost.
void run_through(const std::vector<Middleware>& middlewares, Call& call, const Proceed& innermost);

/// Makes a failure of what the handler throws, and logs it as an error.
[[nodiscard]] Middleware catch_failures();

/// Tells `publish` the trace id of each invocation before it is handled, empty when it has none.
[[nodiscard]] Middleware publish_trace_id(std::function<void(const std::string& trace_id)> publish);

/// Sets _X_AMZN_TRACE_ID in the process's environment, where the X-Ray SDKs look for it, or removes
/// it when `trace_id` is empty. Of no use with several workers: a process has one environment.
void export_trace_id(const std::string& trace_id);

}  // namespace shrike
