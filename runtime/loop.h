#pragma once

#include <functional>
#include <string>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/http.h"
#include "runtime/invocation.h"
#include "runtime/log.h"

namespace shrike {

/// Makes the handler: what a function does once, before its first invocation. Throws shrike::Error
/// when it cannot, such as "Runtime.ConfigInvalid" or "Runtime.NoSuchHandler".
using HandlerFactory = std::function<Handler()>;

/// Sets _X_AMZN_TRACE_ID in the process's environment, or removes it when `trace_id` is empty.
void export_trace_id(const std::string& trace_id);

/// The world as the loop sees it. All of it must outlive run().
struct Host {
  const Environment& environment;
  const Clock& clock;
  HttpTransport& transport;
  Logger& logger;
  /// Told the trace id of each invocation before it is handled, empty when it has none.
  std::function<void(const std::string& trace_id)> publish_trace_id = export_trace_id;
};

/// Runs a function until Lambda ends it; returns the process's exit status, which is never 0, since
/// Lambda takes a runtime that ends by itself for a failure without a reason.
///
/// A factory that throws is reported to /init/error and ends the process. A handler that throws is
/// reported and logged, and the loop goes on. The loop ends when the Runtime API is lost.
[[nodiscard]] int run(const HandlerFactory& make_handler, const Host& host);

/// The same in the process's own world: its environment, clock, standard output and libcurl.
[[nodiscard]] int run(const HandlerFactory& make_handler);

/// For a handler that needs no making.
[[nodiscard]] int run_handler(Handler handler);

}  // namespace shrike
