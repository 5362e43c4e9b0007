#include "infra/local/lambda/shared_sandboxes.h"

#include <algorithm>
#include <csignal>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/answer_result.h"
#include "infra/local/lambda/concurrent_runtime_api.h"
#include "infra/local/lambda/function.h"
#include "infra/local/lambda/process.h"
#include "infra/local/lambda/process_memory.h"
#include "infra/local/lambda/sandbox_environment.h"
#include "runtime/environment.h"

namespace shrike::local {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Start = ConcurrentRuntimeApi::Start;

}  // namespace

/// One process behind its Runtime API.
class SharedSandbox {
 public:
  SharedSandbox(const FunctionConfiguration& function, const LambdaOptions& options,
                std::string log_stream)
      : log([on_log = options.on_log, name = function.name](std::string_view line) {
          if (on_log) on_log(name, line);
        }) {
    const SandboxFacts facts{.runtime_api = api.address(),
                             .log_stream = std::move(log_stream),
                             .path = process_environment()("PATH").value_or("/usr/bin:/bin")};
    process = std::make_unique<Process>(ProcessOptions{
        .program = function.code / "bootstrap",
        .working_directory = function.code,
        .environment = environment_block(sandbox_environment(function, options, facts)),
        .on_line = [this](std::string_view line) { log.write(line); },
        .on_exit = [this] { api.close(); },
        .telemetry_variable = options.telemetry_fd ? "_LAMBDA_TELEMETRY_LOG_FD" : ""});
  }

  [[nodiscard]] bool alive() const { return !process->exit_status().has_value(); }

  InvocationLog log;
  ConcurrentRuntimeApi api;
  std::unique_ptr<Process> process;  ///< last: its end is told to the Runtime API
};

SharedSandboxes::SharedSandboxes(const FunctionConfiguration& function,
                                 const LambdaOptions& options, Clock& clock, RandomBits random)
    : function_(function), options_(options), clock_(clock), random_(std::move(random)) {}

SharedSandboxes::~SharedSandboxes() = default;

std::optional<InvocationResult> SharedSandboxes::invoke(const InvocationRequest& request) {
  InvocationResult result;
  result.request_id = request.request_id;
  std::shared_ptr<SharedSandbox> sandbox;
  try {
    sandbox = acquire();
  } catch (const std::system_error&) {
    put_error(missing_bootstrap(request.request_id, function_.code / "bootstrap"), result);
    return result;
  }
  if (!sandbox) return std::nullopt;
  try {
    serve(*sandbox, request, result);
  } catch (...) {
    release(sandbox);
    throw;
  }
  release(sandbox);
  return result;
}

void SharedSandboxes::serve(SharedSandbox& sandbox, const InvocationRequest& request,
                            InvocationResult& result) {
  ReportStatus status;
  const auto fail = [&](const PlatformError& error) {
    put_error(error, result);
    status.error_type = error.type;
  };
  const auto ready = sandbox.api.wait_until_ready(SteadyClock::now() + options_.init_limit);
  sandbox.log.write(start_line(request.request_id));
  const auto began = SteadyClock::now();
  std::optional<RuntimeAnswer> answer;
  if (ready == Start::Ready) {
    answer = sandbox.api.run({.request_id = request.request_id,
                              .payload = request.payload,
                              .deadline = clock_.now() + function_.timeout,
                              .function_arn = request.function_arn,
                              .trace_id = request.trace_id,
                              .tenant_id = request.tenant_id,
                              .client_context = request.client_context,
                              .invocation_id = uuid(random_),
                              .pipe = request.pipe},
                             began + function_.timeout);
  } else if (ready == Start::Failed) {
    answer = sandbox.api.init_error();
  } else if (ready == Start::TimedOut) {
    answer = RuntimeAnswer{.kind = RuntimeAnswer::Kind::TooLate};
  }
  if (ready != Start::Ready) sandbox.process->send_signal(SIGKILL);
  result.duration = SteadyClock::now() - began;

  if (answer) {
    status.timed_out = answer->kind == RuntimeAnswer::Kind::TooLate;
    if (const auto error = put_answer(std::move(*answer), function_.timeout, result)) fail(*error);
  } else {
    fail(exit_error(request.request_id, sandbox.process->exit_status().value_or(ExitStatus{})));
  }
  if (const auto use = memory_of(sandbox.process->pid()); use && sandbox.alive()) {
    result.max_memory_used_mb = static_cast<int>((use->peak_kb + 1023) / 1024);
  }
  sandbox.process->drain_output();
  result.report = report_line({.request_id = request.request_id,
                               .duration = result.duration,
                               .init_duration = {},
                               .memory_size_mb = function_.memory_mb,
                               .max_memory_used_mb = result.max_memory_used_mb,
                               .status = status});
  sandbox.log.write(end_line(request.request_id));
  sandbox.log.write(result.report);
  result.log_tail = sandbox.log.tail();
}

std::shared_ptr<SharedSandbox> SharedSandboxes::acquire() {
  std::vector<Place> dead;  // ended after the lock is let go
  std::unique_lock lock(mutex_);
  while (!stopping_ && !retired_) {
    const auto gone = std::partition(places_.begin(), places_.end(),
                                     [](const Place& place) { return place.sandbox->alive(); });
    std::move(gone, places_.end(), std::back_inserter(dead));
    places_.erase(gone, places_.end());
    const auto free = std::find_if(places_.begin(), places_.end(), [&](const Place& place) {
      return place.taken < options_.concurrency_per_sandbox;
    });
    if (free != places_.end()) {
      ++free->taken;
      return free->sandbox;
    }
    if (places_.size() < concurrency_limit(options_.max_concurrency)) {
      auto sandbox = std::make_shared<SharedSandbox>(function_, options_,
                                                     log_stream_name(clock_.now(), random_));
      places_.push_back({sandbox, 1});
      return sandbox;
    }
    place_free_.wait(lock);
  }
  if (!stopping_) return nullptr;
  throw AwsFault(500, "ServiceException", "The local Lambda service is shutting down");
}

void SharedSandboxes::release(const std::shared_ptr<SharedSandbox>& sandbox) {
  std::vector<Place> idle;  // ended after the lock is let go
  const std::lock_guard lock(mutex_);
  for (auto& place : places_) {
    if (place.sandbox == sandbox) --place.taken;
  }
  if (retired_) idle = take_idle();
  place_free_.notify_one();
}

void SharedSandboxes::retire() {
  std::vector<Place> idle;  // ended after the lock is let go
  const std::lock_guard lock(mutex_);
  retired_ = true;
  idle = take_idle();
  place_free_.notify_all();
}

std::vector<SharedSandboxes::Place> SharedSandboxes::take_idle() {
  const auto busy = std::partition(places_.begin(), places_.end(),
                                   [](const Place& place) { return place.taken == 0; });
  std::vector<Place> idle(std::make_move_iterator(places_.begin()), std::make_move_iterator(busy));
  places_.erase(places_.begin(), busy);
  return idle;
}

void SharedSandboxes::stop() {
  std::vector<Place> ending;  // ended after the lock is let go
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  for (const auto& place : places_) place.sandbox->process->send_signal(SIGKILL);
  ending = std::exchange(places_, {});
  place_free_.notify_all();
}

}  // namespace shrike::local
