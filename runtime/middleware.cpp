#include "runtime/middleware.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace shrike {
namespace {

constexpr const char* kTraceVariable = "_X_AMZN_TRACE_ID";

void run_from(const std::vector<Middleware>& middlewares, std::size_t index, Call& call,
              const Proceed& innermost) {
  if (index == middlewares.size()) return innermost();
  middlewares[index](call, [&] { run_from(middlewares, index + 1, call, innermost); });
}

/// From the worker outwards every stack is the same, and none of it the function's.
void drop_frames_of_the_runtime(std::vector<StackFrame>& stack) {
  const auto own = std::find_if(stack.begin(), stack.end(), [](const StackFrame& frame) {
    return frame.label.find("shrike::Worker::") != std::string::npos;
  });
  stack.erase(own, stack.end());
}

}  // namespace

void run_through(const std::vector<Middleware>& middlewares, Call& call, const Proceed& innermost) {
  run_from(middlewares, 0, call, innermost);
}

Middleware catch_failures() {
  return [](Call& call, const Proceed& proceed) {
    try {
      proceed();
    } catch (...) {
      call.failure = current_failure();
      drop_frames_of_the_runtime(call.failure->stack);
    }
    if (call.failure) log_failure(call.log, LogLevel::Error, "Invocation failed", *call.failure);
  };
}

Middleware publish_trace_id(std::function<void(const std::string& trace_id)> publish) {
  return [publish = std::move(publish)](Call& call, const Proceed& proceed) {
    publish(call.context.trace_id);
    proceed();
  };
}

void export_trace_id(const std::string& trace_id) {
  if (trace_id.empty()) {
    unsetenv(kTraceVariable);
  } else {
    setenv(kTraceVariable, trace_id.c_str(), /*replace=*/1);
  }
}

}  // namespace shrike
