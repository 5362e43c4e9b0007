#include "infra/local/lambda/runtime_api.h"

#include <stop_token>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/aws/percent.h"
#include "infra/local/lambda/platform_errors.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

constexpr std::string_view kBase = "/2018-06-01";
constexpr std::string_view kInvocation = "/runtime/invocation/";
constexpr std::string_view kResponse = "/response";
constexpr std::string_view kError = "/error";

ServerResponse json_response(int status, const nlohmann::ordered_json& body) {
  ServerResponse response;
  response.status = status;
  response.headers.set("Content-Type", "application/json");
  response.body = body.dump();
  return response;
}

ServerResponse refuse(int status, std::string_view type, std::string_view message) {
  return json_response(status, {{"errorMessage", message}, {"errorType", type}});
}

ServerResponse accepted() { return json_response(202, {{"status", "OK"}}); }

ServerResponse invalid_request_id() {
  return refuse(400, "InvalidRequestID", "Invalid request ID");
}

ServerResponse invalid_transition(RuntimeState state, RuntimeStep step) {
  return refuse(403, "InvalidStateTransition", refused_transition(state, step));
}

ServerResponse plain(int status, std::string text) {
  ServerResponse response;
  response.status = status;
  response.headers.set("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

ServerResponse render(const Delivery& delivery) {
  const auto deadline = std::to_string(delivery.deadline.time_since_epoch().count());
  ServerResponse response;
  response.headers.set("Content-Type", "application/json");
  const std::pair<const char*, const std::string&> headers[] = {
      {"Lambda-Runtime-Aws-Request-Id", delivery.request_id},
      {"Lambda-Runtime-Deadline-Ms", deadline},
      {"Lambda-Runtime-Invoked-Function-Arn", delivery.function_arn},
      {"Lambda-Runtime-Trace-Id", delivery.trace_id},
      {"Lambda-Runtime-Client-Context", delivery.client_context},
      {"Lambda-Runtime-Aws-Tenant-Id", delivery.tenant_id},
      {"Lambda-Runtime-Invocation-Id", delivery.invocation_id},
  };
  for (const auto& [name, value] : headers) {
    if (!value.empty()) response.headers.add(name, value);
  }
  response.body = delivery.payload;
  return response;
}

std::string header(const ServerRequest& request, std::string_view name) {
  return std::string(request.headers.find(name).value_or(""));
}

}  // namespace

RuntimeApi::RuntimeApi()
    : server_(std::make_unique<HttpServer>(
          std::uint16_t{0}, [this](ServerRequest& request) { return route(request); })) {}

RuntimeApi::~RuntimeApi() {
  close();
  server_.reset();
}

std::string RuntimeApi::address() const { return fmt::format("127.0.0.1:{}", server_->port()); }

void RuntimeApi::deliver(Delivery delivery) {
  const std::lock_guard lock(mutex_);
  delivery_ = std::move(delivery);
  pending_ = true;
  answer_.reset();
  changed_.notify_all();
}

std::optional<RuntimeAnswer> RuntimeApi::take_answer() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answer_, std::nullopt);
}

RuntimeSignal RuntimeApi::signal_unlocked() const {
  return {state_, state_ == RuntimeState::Ready && !pending_, closed_};
}

RuntimeSignal RuntimeApi::signal() const {
  const std::lock_guard lock(mutex_);
  return signal_unlocked();
}

RuntimeSignal RuntimeApi::wait_for_change(const RuntimeSignal& seen,
                                          std::chrono::steady_clock::time_point until) const {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, until, [&] { return signal_unlocked() != seen; });
  return signal_unlocked();
}

void RuntimeApi::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

ServerResponse RuntimeApi::route(ServerRequest& request) {
  std::string_view path = request.path;
  if (path.starts_with(kBase)) path.remove_prefix(kBase.size());
  const bool get = request.method == "GET";
  const bool post = request.method == "POST";
  const auto wrong_method = [] { return plain(405, ""); };

  if (path == "/ping") return get ? plain(200, "pong") : wrong_method();
  if (path == "/runtime/invocation/next") return get ? next(request.stop) : wrong_method();
  if (path == "/runtime/init/error") return post ? init_error(request) : wrong_method();
  if (path.starts_with(kInvocation)) {
    const auto rest = path.substr(kInvocation.size());
    for (const auto& [suffix, step] :
         {std::pair{kResponse, RuntimeStep::Respond}, std::pair{kError, RuntimeStep::Fail}}) {
      if (!rest.ends_with(suffix)) continue;
      const auto id = percent_decode(rest.substr(0, rest.size() - suffix.size()));
      return post ? answer(id, step, request) : wrong_method();
    }
  }
  return plain(404, "404 page not found\n");
}

ServerResponse RuntimeApi::next(const std::stop_token& stop) {
  // Before the lock: the callback takes it too.
  const std::stop_callback hung_up(stop, [this] {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  const auto reached = after(state_, RuntimeStep::Next);
  if (!reached) return invalid_transition(state_, RuntimeStep::Next);
  state_ = *reached;
  if (state_ == RuntimeState::Running) return render(delivery_);
  changed_.notify_all();

  changed_.wait(lock, [&] { return closed_ || stop.stop_requested() || pending_; });
  if (closed_ || stop.stop_requested()) {
    ServerResponse gone;
    gone.drop_connection = true;
    return gone;
  }
  pending_ = false;
  state_ = RuntimeState::Running;
  changed_.notify_all();
  return render(delivery_);
}

void RuntimeApi::finish(RuntimeAnswer answer) {
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
  state_ = RuntimeState::ResponseSent;
  changed_.notify_all();
}

ServerResponse RuntimeApi::answer(std::string_view request_id, RuntimeStep step,
                                  ServerRequest& request) {
  const auto mode = header(request, kResponseMode);
  std::shared_ptr<ResponsePipe> pipe;
  {
    const std::lock_guard lock(mutex_);
    if (request_id.empty() || request_id != delivery_.request_id) return invalid_request_id();
    const auto nonce = request.headers.find("Lambda-Runtime-Invocation-Id");
    if (nonce && *nonce != delivery_.invocation_id) return invalid_request_id();
    const auto reached = after(state_, step);
    if (!reached) return invalid_transition(state_, step);
    if (step == RuntimeStep::Respond && !mode.empty() && mode != kStreaming) {
      return refuse(400, "InvalidFunctionResponseMode", "Invalid function response mode");
    }
    state_ = *reached;
    pipe = delivery_.pipe;
  }
  try {
    auto received =
        step == RuntimeStep::Respond ? read_response(request, pipe.get()) : read_error(request);
    const bool too_large = received.kind == RuntimeAnswer::Kind::TooLarge;
    const auto limit = payload_limit(received.streamed);
    finish(std::move(received));
    if (!too_large) return accepted();
    return refuse(413, "RequestEntityTooLarge",
                  fmt::format("Exceeded maximum allowed payload size ({} bytes).", limit));
  } catch (const Error&) {
    finish({.kind = RuntimeAnswer::Kind::Truncated});
    return refuse(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");
  }
}

ServerResponse RuntimeApi::init_error(ServerRequest& request) {
  auto report = read_error(request);
  const std::lock_guard lock(mutex_);
  const auto reached = after(state_, RuntimeStep::InitError);
  if (!reached) return invalid_transition(state_, RuntimeStep::InitError);
  state_ = *reached;
  answer_ = std::move(report);
  changed_.notify_all();
  return accepted();
}

}  // namespace shrike::local
