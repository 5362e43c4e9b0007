#pragma once

#include "runtime/host.h"
#include "runtime/init.h"
#include "runtime/invocation.h"
#include "runtime/response_stream.h"

namespace shrike {

/// Runs a function until Lambda ends it; returns the process's exit status, which is never 0, since
/// Lambda takes a runtime that ends by itself for a failure without a reason.
///
/// A factory that throws is reported to /init/error and ends the process. A handler that throws is
/// reported and logged, and the loop goes on. The loop ends when the Runtime API is lost.
[[nodiscard]] int run(const HandlerFactory& make_handler, const Host& host);

/// The same in the process's own world: its environment, clock, log and Runtime API. A crash leaves
/// a line in the log before the process dies of it.
[[nodiscard]] int run(const HandlerFactory& make_handler);

/// For a handler that needs no making:
///
///     int main() {
///       return shrike::run_handler([](const shrike::Invocation& event, const shrike::Context&) {
///         return shrike::Response{event.payload};
///       });
///     }
[[nodiscard]] int run_handler(Handler handler);

/// For one that answers as it goes:
///
///     int main() {
///       return shrike::run_streaming_handler(
///           [](const shrike::Invocation&, const shrike::Context&, shrike::ResponseStream& out) {
///             for (const char* line : {"one\n", "two\n"}) out.write(line);
///           });
///     }
[[nodiscard]] int run_streaming_handler(StreamingHandler handler);

}  // namespace shrike
