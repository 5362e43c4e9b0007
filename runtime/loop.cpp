#include "runtime/loop.h"

#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "runtime/client.h"
#include "runtime/crash_report.h"
#include "runtime/deadline_answer.h"
#include "runtime/deadline_watch.h"
#include "runtime/error.h"
#include "runtime/extension.h"
#include "runtime/failure.h"
#include "runtime/http_socket.h"
#include "runtime/renewal.h"
#include "runtime/snapshot.h"
#include "runtime/telemetry_sink.h"
#include "runtime/wire.h"
#include "runtime/worker.h"

namespace shrike {
namespace {

constexpr int kExitFailure = 1;

using Workers = std::vector<std::unique_ptr<Worker>>;

std::string runtime_api(const Environment& environment) {
  const auto api = environment("AWS_LAMBDA_RUNTIME_API");
  if (api && !api->empty()) return *api;
  throw Error(ErrorKind::Reject, wire::error_type::kConfigInvalid,
              "AWS_LAMBDA_RUNTIME_API is not set: this program is started by Lambda, or by a "
              "local Runtime API");
}

/// What the runtime itself is told.
struct Settings {
  std::size_t workers;
  std::chrono::milliseconds deadline_margin;
};

/// Tells what is being thrown: to the log, and to Lambda, which takes no such report of a process
/// that renewed itself.
void report_failed_init(const Host& host, const std::string& api) {
  const auto failure = current_failure();
  Logger log(host.log_options, host.clock, host.log_sink);
  log_failure(log, LogLevel::Fatal, "Initialization failed", failure);
  if (is_renewed(host.environment)) return;
  const auto transport = host.connect();
  RuntimeClient(api, *transport, host.clock, log).report_init_error(failure);
}

/// Nothing when the environment says what cannot be, which has been reported.
std::optional<Settings> settings_of(const Host& host, const std::string& api) try {
  check_log_buffer(host.environment);
  return Settings{worker_count(host.environment), deadline_margin(host.environment)};
} catch (...) {
  report_failed_init(host, api);
  return std::nullopt;
}

/// What a function does once: its handlers, and the extension that its shutdown hooks need. False
/// when it failed, which has been reported.
bool initialize(const HandlerFactory& make_handler, const Host& host, const std::string& api,
                Workers& workers, Hooks& hooks, std::optional<ShutdownExtension>& extension) try {
  for (const auto& worker : workers) worker->initialize(make_handler, hooks);
  if (!hooks.shutdown.empty()) extension.emplace(host, api, hooks.shutdown);
  return true;
} catch (...) {
  report_failed_init(host, api);
  return false;
}

/// 0, or the status to exit with.
int pass_snap_start(const Host& host, const Hooks& hooks, const Workers& workers) {
  if (!is_snap_start(host.environment)) return 0;
  if (is_renewed(host.environment)) return take_over_restored(hooks, workers.front()->log());
  return pass_snapshot(hooks, workers);
}

}  // namespace

int run(const HandlerFactory& make_handler, const Host& host) try {
  const std::string api = runtime_api(host.environment);
  const auto settings = settings_of(host, api);
  if (!settings) return kExitFailure;
  const std::size_t count = settings->workers;
  Renewal renewal(count, host);
  DeadlineWatch deadlines(settings->deadline_margin, [&](const WatchedInvocation& invocation) {
    answer_before_deadline(invocation, host, api, renewal);
  });
  Workers workers;
  for (std::size_t i = 0; i < count; ++i) {
    workers.push_back(
        std::make_unique<Worker>(host, api, /*shared=*/count > 1, deadlines, renewal));
  }
  Hooks hooks;
  std::optional<ShutdownExtension> extension;
  if (!initialize(make_handler, host, api, workers, hooks, extension)) return kExitFailure;
  if (extension) renewal.carry_extension(extension->id());
  if (const int status = pass_snap_start(host, hooks, workers); status != 0) return status;
  if (count == 1) {
    workers.front()->serve({});
  } else {
    workers.front()->log().debug("runtime_worker_pool_initializing", {{"workers", count}});
    serve_together(workers, renewal.stop());
  }
  return kExitFailure;
} catch (...) {
  Logger log(host.log_options, host.clock, host.log_sink);
  log_failure(log, LogLevel::Fatal, "The runtime ends", current_failure());
  return kExitFailure;
}

int run(const HandlerFactory& make_handler) {
  // A log that nobody reads any more is a failed write, not a death by signal.
  std::signal(SIGPIPE, SIG_IGN);
  SystemClock clock;
  const Environment environment = process_environment();
  const LogOptions log_options = LogOptions::from(environment);
  const LogDestination log = default_log_destination(environment);
  install_crash_report(log, log_options);
  return run(make_handler, {.environment = environment,
                            .clock = clock,
                            .log_options = log_options,
                            .log_sink = log_sink_to(log),
                            .connect = [] { return std::make_unique<SocketTransport>(); }});
}

int run_handler(Handler handler) {
  return run([&](Init&) { return handler; });
}

int run_streaming_handler(StreamingHandler handler) {
  return run([&](Init&) { return handler; });
}

}  // namespace shrike
