#include "infra/local/lambda/invocation_run.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "infra/local/lambda/answer_result.h"
#include "infra/local/lambda/platform_events.h"

namespace shrike::local {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kInitPhase = "init";
constexpr std::string_view kInvokePhase = "invoke";

PlatformError entrypoint_error(const std::system_error& error, const InvocationRequest& request,
                               const FunctionConfiguration& function) {
  const auto bootstrap = function.code / "bootstrap";
  const auto code = error.code().value();
  if (code == ENOENT || code == EACCES || code == ENOTDIR) {
    return missing_bootstrap(request.request_id, bootstrap);
  }
  const auto reason = code == ENOEXEC ? std::string("exec format error") : error.code().message();
  return unrunnable_bootstrap(request.request_id, bootstrap, reason);
}

}  // namespace

InvocationRun::InvocationRun(const InvocationSetting& setting, const InvocationRequest& request)
    : setting_(setting), request_(request) {
  result_.request_id = request.request_id;
}

InvocationResult InvocationRun::run(std::shared_ptr<Sandbox>& sandbox) {
  sandbox_ = std::move(sandbox);
  bool initialised = true;
  if (sandbox_) {
    log_ = sandbox_->log();
    log_->forget_tail();
  } else {
    const auto& on_log = setting_.options.on_log;
    log_ = std::make_shared<InvocationLog>(
        [on_log, name = setting_.function.name](std::string_view line) {
          if (on_log) on_log(name, line);
        });
    const auto began = SteadyClock::now();
    initialised = initialise(began + setting_.options.init_limit, kInitPhase);
    if (initialised) result_.init_duration = SteadyClock::now() - began;
  }

  log_start();
  const auto began = SteadyClock::now();
  const auto deadline = began + setting_.function.timeout;
  const auto wall_deadline = setting_.clock.now() + setting_.function.timeout;
  if (!initialised) initialised = initialise(deadline, kInvokePhase);
  if (initialised) serve(deadline, wall_deadline);
  Milliseconds duration = SteadyClock::now() - began;
  // What passes between the deadline and the process's end is not the function's.
  if (status_.timed_out) duration = std::min<Milliseconds>(duration, setting_.function.timeout);

  auto result = finish(duration);
  sandbox = std::move(sandbox_);
  return result;
}

bool InvocationRun::initialise(SteadyTime deadline, std::string_view phase) {
  result_ = {};
  result_.request_id = request_.request_id;
  status_ = {};
  log_init_start(phase);
  const auto began = SteadyClock::now();
  try {
    sandbox_ = setting_.start(log_);
    auto outcome = sandbox_->wait_until_idle(deadline);
    if (outcome == RuntimeOutcome::AtSnapshot) outcome = restore();
    if (outcome == RuntimeOutcome::Idle) return true;
    fail_as(outcome);
    fail_for_breach();
    sandbox_->drain_output();
    // The first attempt's time limit is not the function's.
    if (phase != kInitPhase || outcome != RuntimeOutcome::TimedOut) log_platform_error(outcome);
    let_go_of_sandbox();
  } catch (const std::system_error& error) {
    const auto failure = entrypoint_error(error, request_, setting_.function);
    fail(failure);
    log_->write(failure.message);
    log_->write(failure.type);
  }
  log_init_report(SteadyClock::now() - began, phase);
  return false;
}

RuntimeOutcome InvocationRun::restore() {
  if (setting_.options.freeze) sandbox_->freeze();
  sandbox_->drain_output();
  log_->write(restore_start_line());
  const auto began = SteadyClock::now();
  sandbox_->restore();
  const auto outcome = sandbox_->wait_until_idle(began + setting_.options.init_limit);
  const Milliseconds duration = SteadyClock::now() - began;
  sandbox_->drain_output();
  log_->write(restore_report_line(duration, {.timed_out = outcome == RuntimeOutcome::TimedOut}));
  result_.restore_duration = duration;
  return outcome;
}

void InvocationRun::serve(SteadyTime deadline, TimePoint wall_deadline) {
  sandbox_->deliver({.request_id = request_.request_id,
                     .payload = request_.payload,
                     .deadline = wall_deadline,
                     .function_arn = request_.function_arn,
                     .trace_id = request_.trace_id,
                     .tenant_id = request_.tenant_id,
                     .client_context = request_.client_context,
                     .invocation_id = uuid(setting_.random),
                     .pipe = request_.pipe});
  const auto outcome = sandbox_->wait_until_idle(deadline);
  auto answer = sandbox_->take_answer();
  // A response that broke off because its process ended has failed of that.
  const bool cut_off = answer && answer->kind == RuntimeAnswer::Kind::Truncated;
  if (answer && (outcome == RuntimeOutcome::Idle || !cut_off)) {
    take(std::move(*answer));
  } else {
    fail_as(outcome);
  }
  fail_for_breach();
  if (outcome == RuntimeOutcome::Idle) {
    if (setting_.options.freeze) sandbox_->freeze();
    sandbox_->drain_output();
    return;
  }
  // Whoever still writes what the process left behind must not wait for a slow caller.
  if (request_.pipe) request_.pipe->close();
  sandbox_->drain_output();
  log_platform_error(outcome);
  let_go_of_sandbox();
}

void InvocationRun::take(RuntimeAnswer answer) {
  if (answer.kind == RuntimeAnswer::Kind::TooLate) status_.timed_out = true;
  const auto error = put_answer(std::move(answer), setting_.function.timeout, result_);
  if (error) fail(*error);
}

void InvocationRun::fail(const PlatformError& error) {
  put_error(error, result_);
  status_.error_type = error.type;
}

void InvocationRun::fail_as(RuntimeOutcome outcome) {
  switch (outcome) {
    case RuntimeOutcome::Failed:
      if (auto answer = sandbox_->take_answer()) {
        status_.error_type = answer->error_type;
        return take(std::move(*answer));
      }
      [[fallthrough]];
    case RuntimeOutcome::Idle:
    case RuntimeOutcome::AtSnapshot:
    case RuntimeOutcome::Exited:
      return fail(exit_error(request_.request_id, sandbox_->exit_status()));
    case RuntimeOutcome::ExtensionFailed:
      return fail(extension_error(request_.request_id, sandbox_->extension_failure()));
    case RuntimeOutcome::TimedOut:
      fail(timeout_error(request_.request_id, setting_.function.timeout));
      status_.timed_out = true;
      return;
  }
}

void InvocationRun::fail_for_breach() {
  const auto breach = sandbox_->take_breach();
  if (!breach || !setting_.options.strict) return;
  fail(contract_breach(request_.request_id, *breach));
}

void InvocationRun::log_platform_error(RuntimeOutcome outcome) {
  switch (outcome) {
    case RuntimeOutcome::Idle:
    case RuntimeOutcome::AtSnapshot:
    case RuntimeOutcome::Failed:
    case RuntimeOutcome::ExtensionFailed:
      return;
    case RuntimeOutcome::TimedOut:
      log_->write(
          timeout_line(setting_.clock.now(), request_.request_id, setting_.function.timeout));
      break;
    case RuntimeOutcome::Exited: {
      const auto error = exit_error(request_.request_id, sandbox_->exit_status());
      log_->write(error.message);
      log_->write(error.type);
      break;
    }
  }
}

void InvocationRun::log_init_start(std::string_view phase) {
  if (setting_.function.log_format == LogFormat::Json) {
    log_->write(init_start_event(setting_.clock.now(), phase));
  }
}

void InvocationRun::log_init_report(Milliseconds duration, std::string_view phase) {
  log_->write(setting_.function.log_format == LogFormat::Json
                  ? init_report_event(setting_.clock.now(), duration, phase, status_)
                  : init_report_line(duration, phase, status_));
}

void InvocationRun::log_start() {
  log_->write(setting_.function.log_format == LogFormat::Json
                  ? start_event(setting_.clock.now(), request_.request_id)
                  : start_line(request_.request_id));
}

void InvocationRun::log_end(const ReportFigures& figures) {
  if (setting_.function.log_format == LogFormat::Json) {
    log_->write(runtime_done_event(setting_.clock.now(), figures));
    log_->write(report_event(setting_.clock.now(), figures));
    return;
  }
  log_->write(end_line(request_.request_id));
  log_->write(result_.report);
}

void InvocationRun::let_go_of_sandbox() {
  result_.max_memory_used_mb = std::max(result_.max_memory_used_mb, sandbox_->peak_memory_mb());
  sandbox_.reset();
}

InvocationResult InvocationRun::finish(Milliseconds duration) {
  if (sandbox_) {
    result_.max_memory_used_mb = std::max(result_.max_memory_used_mb, sandbox_->peak_memory_mb());
  }
  result_.duration = duration;
  const ReportFigures figures{.request_id = request_.request_id,
                              .duration = duration,
                              .init_duration = result_.init_duration,
                              .restore_duration = result_.restore_duration,
                              .memory_size_mb = setting_.function.memory_mb,
                              .max_memory_used_mb = result_.max_memory_used_mb,
                              .status = status_};
  result_.report = report_line(figures);
  log_end(figures);
  result_.log_tail = log_->tail();
  return std::move(result_);
}

}  // namespace shrike::local
