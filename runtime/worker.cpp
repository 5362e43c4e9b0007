#include "runtime/worker.h"

#include <chrono>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/crash_report.h"
#include "runtime/error.h"
#include "runtime/failure.h"
#include "runtime/number.h"
#include "runtime/streamed_response.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

constexpr int kNextRetries = 3;
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr const char* kConcurrency = "AWS_LAMBDA_MAX_CONCURRENCY";
constexpr std::size_t kMaxWorkers = 1000;

/// Gives the log's lines, a crash's among them, the invocation that is being served.
class LogScope {
 public:
  LogScope(Logger& log, const Context& context, bool cold_start) : log_(log) {
    log_.set_invocation({.request_id = context.request_id,
                         .tenant_id = context.tenant_id,
                         .function_arn = context.function_arn,
                         .trace_id = context.trace_id,
                         .cold_start = cold_start});
    set_crash_invocation(context.request_id);
  }
  ~LogScope() {
    log_.set_invocation(LogInvocation{});
    set_crash_invocation({});
  }
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;
  LogScope(LogScope&&) = delete;
  LogScope& operator=(LogScope&&) = delete;

 private:
  Logger& log_;
};

}  // namespace

Worker::Worker(const Host& host, const std::string& api, bool shared, DeadlineWatch& deadlines,
               Renewal& renewal)
    : host_(host),
      api_(api),
      shared_(shared),
      cold_(!is_renewed(host.environment)),
      deadlines_(deadlines),
      renewal_(renewal),
      log_(host.log_options, host.clock, host.log_sink),
      middlewares_{catch_failures()} {
  if (!shared) middlewares_.push_back(publish_trace_id(host.publish_trace_id));
  reconnect();
}

void Worker::reconnect() {
  client_.reset();
  transport_ = host_.connect();
  client_.emplace(api_, *transport_, host_.clock, log_);
}

void Worker::initialize(const HandlerFactory& make_handler, Hooks& hooks) {
  Init init(host_.environment, host_.clock, log_, host_.log_sink, hooks, middlewares_,
            [&renewal = renewal_](std::string_view reason) { renewal.ask(reason); });
  handler_ = make_handler(init);
  if (std::visit([](const auto& handler) { return handler != nullptr; }, handler_)) return;
  throw Error(ErrorKind::Bug, "Runtime.NoSuchHandler", "The function has no handler");
}

void Worker::serve(const std::stop_token& stop) {
  try {
    while (!stop.stop_requested() && !renewal_.asked()) {
      const auto delivery = next(stop);
      if (delivery && !serve_one(*delivery)) return;
    }
  } catch (...) {
    renewal_.leave_failed(current_failure());
    throw;
  }
  renewal_.leave();
}

bool Worker::serve_one(const Delivery& delivery) {
  const bool cold_start = std::exchange(cold_, false);
  const LogScope scope(log_, delivery.context, cold_start);
  StreamedResponse stream(*client_, delivery.context);
  Call call{.invocation = delivery.invocation,
            .context = delivery.context,
            .log = log_,
            .cold_start = cold_start,
            .failure = delivery.failure};
  const WatchedInvocation watched(delivery.context, stream, log_, host_.clock, deadlines_.margin());
  deadlines_.begin(watched);
  run_through(middlewares_, call, [&] { handle(call, stream); });
  if (!deadlines_.end(watched)) {
    renewal_.wait_for_the_end();
    return false;
  }
  try {
    answer(call, stream);
  } catch (const Error& error) {
    if (!shared_ || !error.retryable()) throw;
    log_failure(log_, LogLevel::Error, "The answer is lost", {error.type(), error.message()});
  }
  return true;
}

std::optional<Delivery> Worker::next(const std::stop_token& stop) {
  for (int attempt = 0;; ++attempt) {
    try {
      return client_->next(stop);
    } catch (const Error& error) {
      if (stop.stop_requested()) return std::nullopt;
      // Safe: who asks again while an invocation runs is given the same one.
      if (!error.retryable() || attempt == kNextRetries) throw;
      log_.warn("The Runtime API cannot be reached, trying again",
                {{"errorType", error.type()}, {"errorMessage", error.message()}});
      host_.clock.sleep_for(kFirstPause * (1 << attempt));
    }
  }
}

void Worker::handle(Call& call, ResponseStream& stream) const {
  if (call.failure) return;
  if (const auto* handler = std::get_if<Handler>(&handler_)) {
    call.response = (*handler)(call.invocation, call.context);
  } else {
    std::get<StreamingHandler>(handler_)(call.invocation, call.context, stream);
  }
}

void Worker::answer(const Call& call, StreamedResponse& stream) {
  if (stream.started()) return stream.finish(call.failure);
  if (call.failure) return client_->report_error(call.context, *call.failure);
  if (call.response) return client_->respond(call.context, *call.response);
  if (std::holds_alternative<StreamingHandler>(handler_)) return stream.finish({});
  client_->report_error(call.context, {wire::error_type::kNoResponse,
                                       "A middleware kept the handler from answering"});
}

std::size_t worker_count(const Environment& environment) {
  const std::string text = environment(kConcurrency).value_or("1");
  const auto count = parse_number<std::size_t>(text);
  if (count && *count >= 1 && *count <= kMaxWorkers) return *count;
  throw Error(ErrorKind::Reject, wire::error_type::kConfigInvalid,
              fmt::format("{} is \"{}\"; allowed is a number from 1 to {}", kConcurrency, text,
                          kMaxWorkers));
}

void serve_together(const std::vector<std::unique_ptr<Worker>>& workers, std::stop_source& stop) {
  std::once_flag first;
  std::exception_ptr failure;
  {
    std::vector<std::jthread> threads;
    threads.reserve(workers.size());
    for (const auto& worker : workers) {
      threads.emplace_back([&, token = stop.get_token()] {
        try {
          const CrashStack stack;
          worker->serve(token);
        } catch (...) {
          std::call_once(first, [&] { failure = std::current_exception(); });
          stop.request_stop();
        }
      });
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace shrike
