#include "runtime/deadline_answer.h"

#include <chrono>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/client.h"
#include "runtime/failure.h"
#include "runtime/streamed_response.h"
#include "runtime/thread_stack.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

void tell(const WatchedInvocation& invocation, const Failure& failure, milliseconds left,
          const Host& host, const std::string& api) try {
  switch (invocation.stream.cut(failure, left / 4)) {
    case StreamedResponse::Cut::NotBegun: {
      const auto transport = host.connect();
      RuntimeClient client(api, *transport, host.clock, invocation.log);
      client.report_error(invocation.context, failure);
      return;
    }
    case StreamedResponse::Cut::Ended:
      return;
    case StreamedResponse::Cut::Stuck:
      invocation.log.warn("The response is cut off: its handler is stuck amid a write");
      return;
  }
} catch (...) {
  log_failure(invocation.log, LogLevel::Error, "The deadline's error is lost", current_failure());
}

/// Where the thread stands; nothing where that takes longer, as reading the line numbers of a large
/// build may: the rest of the time is for the renewal.
std::vector<StackFrame> stack_within(milliseconds patience, pthread_t thread) {
  std::packaged_task<std::vector<StackFrame>()> task(
      [=] { return stack_of_thread(thread, patience); });
  auto stack = task.get_future();
  std::thread(std::move(task)).detach();
  if (stack.wait_for(patience) != std::future_status::ready) return {};
  return stack.get();
}

}  // namespace

void answer_before_deadline(const WatchedInvocation& invocation, const Host& host,
                            const std::string& api, Renewal& renewal) {
  const auto now = std::chrono::steady_clock::now();
  const auto ran = duration_cast<milliseconds>(now - invocation.began);
  const auto left = duration_cast<milliseconds>(invocation.deadline - now);
  Failure failure{
      .type = wire::error_type::kDeadlineExceeded,
      .message = fmt::format("The handler still ran after {} ms, {} ms before its deadline",
                             ran.count(), left.count()),
  };
  // First of all: what comes below may wait for whatever the handler holds.
  tell(invocation, failure, left, host, api);
  failure.stack = stack_within(left / 2, invocation.thread);
  invocation.log.error("Invocation ended before its deadline",
                       {{"errorType", failure.type},
                        {"errorMessage", failure.message},
                        {"ranMs", ran.count()},
                        {"leftMs", left.count()},
                        {"stackTrace", wire::stack_trace(failure)}});
  renewal.ask("A handler did not end before its deadline");
  renewal.leave_stuck();
}

}  // namespace shrike
