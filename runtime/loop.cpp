#include "runtime/loop.h"

#include <csignal>
#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "runtime/client.h"
#include "runtime/error.h"
#include "runtime/http_curl.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

constexpr int kExitFailure = 1;
constexpr const char* kTraceVariable = "_X_AMZN_TRACE_ID";

/// The exception that is being handled, as it is told to Lambda and to the log.
wire::Failure current_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.type(), error.message()};
  } catch (const std::exception& exception) {
    return {wire::error_type::kUnhandledException, exception.what()};
  } catch (...) {
    return {wire::error_type::kUnknownException, "Something was thrown that is not an exception"};
  }
}

void log_failure(Logger& logger, LogLevel level, std::string_view what,
                 const wire::Failure& failure) {
  logger.log(level, what,
             {{"errorType", failure.type},
              {"errorMessage", failure.message},
              {"stackTrace", nlohmann::json::array()}});
}

std::variant<Response, wire::Failure> handle(const Handler& handler, const Delivery& delivery) {
  if (delivery.failure) return *delivery.failure;
  try {
    return handler(delivery.invocation, delivery.context);
  } catch (...) {
    return current_failure();
  }
}

void serve_one(const Handler& handler, RuntimeClient& client, const Host& host) {
  const Delivery delivery = client.next();
  const Context& context = delivery.context;
  host.logger.set_invocation(context.request_id, context.tenant_id);
  host.publish_trace_id(context.trace_id);

  const auto outcome = handle(handler, delivery);
  if (const auto* failure = std::get_if<wire::Failure>(&outcome)) {
    log_failure(host.logger, LogLevel::Error, "Invocation failed", *failure);
    client.report_error(context, *failure);
  } else {
    client.respond(context, std::get<Response>(outcome));
  }
  host.logger.set_invocation({}, {});
}

/// The handler, or nothing when its making failed and was reported.
std::optional<Handler> initialize(const HandlerFactory& make_handler, RuntimeClient& client,
                                  Logger& logger) {
  try {
    if (Handler handler = make_handler()) return handler;
    throw Error(ErrorKind::Bug, "Runtime.NoSuchHandler", "The function has no handler");
  } catch (...) {
    const auto failure = current_failure();
    log_failure(logger, LogLevel::Fatal, "Initialization failed", failure);
    client.report_init_error(failure);
    return std::nullopt;
  }
}

}  // namespace

void export_trace_id(const std::string& trace_id) {
  if (trace_id.empty()) {
    unsetenv(kTraceVariable);
  } else {
    setenv(kTraceVariable, trace_id.c_str(), /*replace=*/1);
  }
}

int run(const HandlerFactory& make_handler, const Host& host) try {
  const auto api = host.environment("AWS_LAMBDA_RUNTIME_API");
  if (!api || api->empty()) {
    throw Error(ErrorKind::Reject, wire::error_type::kConfigInvalid,
                "AWS_LAMBDA_RUNTIME_API is not set: this program is started by Lambda, or by a "
                "local Runtime API");
  }
  RuntimeClient client(*api, host.transport, host.clock, host.logger);
  const auto handler = initialize(make_handler, client, host.logger);
  while (handler) serve_one(*handler, client, host);
  return kExitFailure;
} catch (...) {
  log_failure(host.logger, LogLevel::Fatal, "The runtime ends", current_failure());
  return kExitFailure;
}

int run(const HandlerFactory& make_handler) {
  // A log that nobody reads any more is a failed write, not a death by signal.
  std::signal(SIGPIPE, SIG_IGN);
  const Environment environment = process_environment();
  const SystemClock clock;
  Logger logger(LogOptions::from(environment), clock, file_descriptor_sink(STDOUT_FILENO));
  CurlTransport transport;
  return run(
      make_handler,
      {.environment = environment, .clock = clock, .transport = transport, .logger = logger});
}

int run_handler(Handler handler) {
  return run([&] { return std::move(handler); });
}

}  // namespace shrike
