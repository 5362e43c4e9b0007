#include "infra/local/lambda/sandbox.h"

#include <algorithm>
#include <csignal>
#include <system_error>
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

// Between SIGTERM and SIGKILL, as Lambda documents it for a shutdown with an internal and with an
// external extension, and what external extensions have in the end.
constexpr std::chrono::milliseconds kTimeWithInternal{500};
constexpr std::chrono::milliseconds kTimeWithExternal{300};
constexpr std::chrono::milliseconds kExtensionsTime{1700};

bool is_final(RuntimeState state) {
  return state == RuntimeState::InitError || state == RuntimeState::RestoreError;
}

}  // namespace

Sandbox::Sandbox(const FunctionConfiguration& function, const LambdaOptions& options,
                 Instruments instruments, std::string log_stream,
                 std::shared_ptr<InvocationLog> log)
    : log_(std::move(log)),
      memory_limit_kb_(options.enforce_memory ? function.memory_mb * 1024L : 0),
      api_({.function = function.name,
            .instruments = std::move(instruments),
            .on_line = [log = log_](std::string_view line) { log->write(line); },
            .log_contract = options.strict,
            .handler = function.handler,
            .account_id = options.account_id,
            .snap_start = options.snap_start}) {
  const SandboxFacts facts{.runtime_api = api_.address(),
                           .log_stream = std::move(log_stream),
                           .path = process_environment()("PATH").value_or("/usr/bin:/bin")};
  const auto environment = environment_block(sandbox_environment(function, options, facts));
  if (!function.extensions.empty()) start_extensions(function.extensions, environment);
  process_ = std::make_unique<Process>(
      ProcessOptions{.program = function.code / "bootstrap",
                     .working_directory = function.code,
                     .environment = environment,
                     .on_line = [log = log_](std::string_view line) { log->write(line); },
                     .on_exit = [this] { api_.close(); },
                     .telemetry_variable = options.telemetry_fd ? "_LAMBDA_TELEMETRY_LOG_FD" : ""});
}

Sandbox::~Sandbox() {
  if (!lives_until_) return;
  if (!process_->wait_for_exit(*lives_until_)) process_->send_signal(SIGKILL);
  shut_down_extensions();
  drain_output();
}

void Sandbox::start_extensions(const std::filesystem::path& folder,
                               const std::vector<std::string>& environment) {
  std::vector<std::filesystem::path> programs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) programs.push_back(entry.path());
  }
  std::sort(programs.begin(), programs.end());
  for (const auto& program : programs) start_extension(program, environment);
}

void Sandbox::start_extension(const std::filesystem::path& program,
                              const std::vector<std::string>& environment) {
  const auto name = program.filename().string();
  auto& api = api_.extensions();
  api.expect(name);
  try {
    extensions_.push_back({name, std::make_unique<Process>(ProcessOptions{
                                     .program = program,
                                     .working_directory = program.parent_path(),
                                     .environment = environment,
                                     .on_line = [log = log_](auto line) { log->write(line); },
                                     .on_exit = [&api, name] { api.ended(name); }})});
  } catch (const std::system_error& error) {
    api.failed_to_start(name, error.code().message());
  }
}

void Sandbox::shut_down_extensions() {
  if (extensions_.empty()) return;
  api_.extensions().shut_down(std::chrono::time_point_cast<TimePoint::duration>(
      std::chrono::system_clock::now() + kExtensionsTime));
  const auto deadline = SteadyClock::now() + kExtensionsTime;
  for (const auto& extension : extensions_) {
    if (!api_.extensions().wants_shutdown(extension.name)) continue;
    static_cast<void>(extension.process->wait_for_exit(deadline));
  }
}

RuntimeOutcome Sandbox::wait_until_idle(SteadyClock::time_point deadline) {
  auto signal = api_.signal();
  while (true) {
    watch_memory();
    if (signal.closed) {
      return is_final(signal.state) ? RuntimeOutcome::Failed : RuntimeOutcome::Exited;
    }
    if (signal.idle) return RuntimeOutcome::Idle;
    if (signal.at_snapshot) return RuntimeOutcome::AtSnapshot;
    if (signal.extension_failed) {
      kill();
      return RuntimeOutcome::ExtensionFailed;
    }
    if (is_final(signal.state)) {
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
  signal_all(SIGCONT);
  api_.deliver(std::move(delivery));
}

void Sandbox::restore() {
  signal_all(SIGCONT);
  api_.restore();
}

void Sandbox::freeze() { signal_all(SIGSTOP); }

void Sandbox::signal_all(int number) {
  process_->send_signal(number);
  for (const auto& extension : extensions_) extension.process->send_signal(number);
}

PlatformError Sandbox::extension_failure() {
  return api_.extensions().failure().value_or(PlatformError{});
}

void Sandbox::retire() {
  if (api_.extensions().count() == 0) return kill();
  api_.expect_end();
  lives_until_ = SteadyClock::now() + (extensions_.empty() ? kTimeWithInternal : kTimeWithExternal);
  process_->send_signal(SIGTERM);
  signal_all(SIGCONT);
}

void Sandbox::drain_output() {
  process_->drain_output();
  for (const auto& extension : extensions_) extension.process->drain_output();
}

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
