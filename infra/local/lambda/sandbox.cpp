#include "infra/local/lambda/sandbox.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "infra/local/lambda/process_memory.h"
#include "infra/local/lambda/sandbox_environment.h"
#include "runtime/environment.h"

namespace shrike::local {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Often enough to see the peak of a function that then crashes, rarely enough to cost nothing.
constexpr std::chrono::milliseconds kMemoryInterval{20};

// A runtime that reported an init error is about to exit: its last words are worth waiting for.
constexpr std::chrono::milliseconds kLastWords{500};

}  // namespace

Sandbox::Sandbox(const FunctionConfiguration& function, const LambdaOptions& options,
                 Instruments instruments, std::string log_stream,
                 std::shared_ptr<InvocationLog> log)
    : log_(std::move(log)),
      memory_limit_kb_(options.enforce_memory ? function.memory_mb * 1024L : 0),
      api_({.function = function.name,
            .instruments = std::move(instruments),
            .on_line = [log = log_](std::string_view line) { log->write(line); },
            .log_contract = options.strict}) {
  const SandboxFacts facts{.runtime_api = api_.address(),
                           .log_stream = std::move(log_stream),
                           .path = process_environment()("PATH").value_or("/usr/bin:/bin")};
  process_ = std::make_unique<Process>(ProcessOptions{
      .program = function.code / "bootstrap",
      .working_directory = function.code,
      .environment = environment_block(sandbox_environment(function, options, facts)),
      .on_line = [log = log_](std::string_view line) { log->write(line); },
      .on_exit = [this] { api_.close(); }});
}

Sandbox::~Sandbox() = default;

RuntimeOutcome Sandbox::wait_until_idle(SteadyClock::time_point deadline) {
  auto signal = api_.signal();
  while (true) {
    watch_memory();
    if (signal.closed) {
      return signal.state == RuntimeState::InitError ? RuntimeOutcome::Failed
                                                     : RuntimeOutcome::Exited;
    }
    if (signal.idle) return RuntimeOutcome::Idle;
    if (signal.state == RuntimeState::InitError) {
      deadline = std::min(deadline, SteadyClock::now() + kLastWords);
      while (!signal.closed && SteadyClock::now() < deadline) {
        signal = api_.wait_for_change(signal, deadline);
      }
      if (const auto status = process_->exit_status()) api_.note_exit(*status);
      kill();
      return RuntimeOutcome::Failed;
    }
    const auto now = SteadyClock::now();
    if (now >= deadline) {
      kill();
      return RuntimeOutcome::TimedOut;
    }
    signal = api_.wait_for_change(signal, std::min(deadline, now + kMemoryInterval));
  }
}

void Sandbox::deliver(Delivery delivery) {
  process_->send_signal(SIGCONT);
  api_.deliver(std::move(delivery));
}

void Sandbox::freeze() { process_->send_signal(SIGSTOP); }

void Sandbox::kill() {
  api_.expect_end();
  process_->send_signal(SIGKILL);
}

ExitStatus Sandbox::exit_status() const { return process_->exit_status().value_or(ExitStatus{}); }

int Sandbox::peak_memory_mb() const noexcept {
  return static_cast<int>((peak_memory_kb_ + 1023) / 1024);
}

void Sandbox::watch_memory() {
  if (!alive()) return;
  const auto use = memory_of(process_->pid());
  if (!use) return;
  peak_memory_kb_ = std::max(peak_memory_kb_, use->peak_kb);
  if (memory_limit_kb_ > 0 && use->private_kb > memory_limit_kb_) kill();
}

}  // namespace shrike::local
