#include "infra/local/lambda/async_invocations.h"

#include <utility>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/throttle.h"

namespace shrike::local {
namespace {

/// For who waits for a result where the function never saw the event.
InvocationResult never_run(const AsyncEnd& end) {
  InvocationResult result;
  result.request_id = end.request_id;
  result.function_error = "Unhandled";
  result.payload = PlatformError{std::string(to_string(end.condition)),
                                 "The event was given up before the function saw it"}
                       .document();
  return result;
}

}  // namespace

struct AsyncInvocations::Entry {
  AsyncInvocation invocation;
  TimePoint queued;
  AsyncProgress progress = {};
  std::optional<InvocationResult> result = {};
};

AsyncInvocations::AsyncInvocations(std::size_t lane_width, AsyncLimits delays, Settings settings,
                                   Destinations destinations, const Clock& clock)
    : delays_(delays),
      settings_(std::move(settings)),
      destinations_(std::move(destinations)),
      clock_(clock),
      queue_(lane_width) {}

void AsyncInvocations::push(AsyncInvocation invocation) {
  const auto lane = invocation.function;
  auto entry =
      std::make_shared<Entry>(Entry{.invocation = std::move(invocation), .queued = clock_.now()});
  queue_.push(lane, [this, entry = std::move(entry)](int) { return attempt(*entry); });
}

void AsyncInvocations::close() {
  closed_ = true;
  queue_.close();
}

void AsyncInvocations::stop() {
  close();
  queue_.stop();
}

std::optional<std::chrono::milliseconds> AsyncInvocations::attempt(Entry& entry) {
  const auto settings = settings_(entry.invocation.function);
  const auto limits = limits_of(settings.config);
  const auto step_after = [&](AsyncOutcome outcome) -> AsyncStep {
    entry.progress.age = clock_.now() - entry.queued;
    return next_step(outcome, entry.progress, limits);
  };

  auto step = settings.nothing_may_run ? AsyncCondition::ZeroReservedConcurrency
                                       : step_after(AsyncOutcome::Queued);
  if (std::holds_alternative<std::chrono::milliseconds>(step)) {
    const auto outcome = run(entry);
    if (closed_) return std::nullopt;
    step = step_after(outcome);
  }
  if (const auto* delay = std::get_if<std::chrono::milliseconds>(&step)) return *delay;
  end(entry, std::get<AsyncCondition>(step), settings);
  return std::nullopt;
}

AsyncOutcome AsyncInvocations::run(Entry& entry) const {
  try {
    entry.result = entry.invocation.run(entry.invocation.request);
  } catch (const AwsFault& fault) {
    if (!is_passing(fault)) throw;
    ++entry.progress.refusals;
    return AsyncOutcome::Refused;
  }
  entry.progress.refusals = 0;
  ++entry.progress.invocations;
  return entry.result->function_error ? AsyncOutcome::Failed : AsyncOutcome::Succeeded;
}

void AsyncInvocations::end(const Entry& entry, AsyncCondition condition,
                           const AsyncSettings& settings) {
  const AsyncEnd end{.request_id = entry.invocation.request.request_id,
                     .function_arn = entry.invocation.function_arn,
                     .payload = entry.invocation.request.payload,
                     .condition = condition,
                     .invocations = entry.progress.invocations,
                     .result = entry.result};
  const bool succeeded = condition == AsyncCondition::Success;
  const auto now = clock_.now();
  const auto& destination = succeeded ? settings.config.on_success : settings.config.on_failure;
  if (!destination.empty()) destinations_.send_record(destination, end, now);
  if (!succeeded && !settings.dead_letter_target.empty()) {
    destinations_.send_dead_letter(settings.dead_letter_target, end, now);
  }
  if (entry.invocation.done) {
    entry.invocation.done(end.result ? *end.result : never_run(end));
  }
}

AsyncLimits AsyncInvocations::limits_of(const EventInvokeConfig& config) const {
  auto limits = delays_;
  if (config.maximum_retry_attempts) limits.maximum_retry_attempts = *config.maximum_retry_attempts;
  if (config.maximum_event_age) limits.maximum_event_age = *config.maximum_event_age;
  return limits;
}

}  // namespace shrike::local
