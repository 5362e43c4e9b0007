#include "infra/local/lambda/concurrent_runtime_api.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "infra/local/lambda/runtime_refusals.h"
#include "infra/local/server_responses.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

// Late answers come soon after the timeout or never.
constexpr std::size_t kRememberedTimeouts = 1000;

}  // namespace

ConcurrentRuntimeApi::ConcurrentRuntimeApi()
    : server_(std::make_unique<HttpServer>(
          std::uint16_t{0}, [this](ServerRequest& request) { return handle(request); },
          RequestLimits{.body_pause = kLongestInvocation})) {}

ConcurrentRuntimeApi::~ConcurrentRuntimeApi() {
  close();
  server_.reset();
}

std::string ConcurrentRuntimeApi::address() const {
  return fmt::format("127.0.0.1:{}", server_->port());
}

ConcurrentRuntimeApi::Start ConcurrentRuntimeApi::wait_until_ready(SteadyTime deadline) const {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return ready_ || closed_ || init_error_; });
  if (init_error_) return Start::Failed;
  if (closed_) return Start::Ended;
  return ready_ ? Start::Ready : Start::TimedOut;
}

std::optional<RuntimeAnswer> ConcurrentRuntimeApi::init_error() const {
  const std::lock_guard lock(mutex_);
  return init_error_;
}

std::optional<RuntimeAnswer> ConcurrentRuntimeApi::run(Delivery delivery, SteadyTime deadline) {
  const auto invocation = std::make_shared<Invocation>(Invocation{std::move(delivery), false, {}});
  std::unique_lock lock(mutex_);
  pending_.push_back(invocation);
  under_way_[invocation->delivery.request_id] = invocation;
  changed_.notify_all();
  const bool in_time = changed_.wait_until(
      lock, deadline, [&] { return closed_ || invocation->answer.has_value(); });
  forget(invocation);
  if (in_time) return std::move(invocation->answer);
  timed_out_.push_back(invocation->delivery.request_id);
  if (timed_out_.size() > kRememberedTimeouts) timed_out_.pop_front();
  return RuntimeAnswer{.kind = RuntimeAnswer::Kind::TooLate};
}

void ConcurrentRuntimeApi::forget(const std::shared_ptr<Invocation>& invocation) {
  std::erase(pending_, invocation);
  // A retry has the request id of the attempt before it.
  const auto found = under_way_.find(invocation->delivery.request_id);
  if (found != under_way_.end() && found->second == invocation) under_way_.erase(found);
}

void ConcurrentRuntimeApi::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

ServerResponse ConcurrentRuntimeApi::handle(ServerRequest& request) {
  const auto target = parse_runtime_path(request.path);
  if (!target) return plain_text(404, "404 page not found\n");
  if (request.method != method_of(target->call)) return plain_text(405, "");
  switch (target->call) {
    case RuntimeCall::Ping:
      return plain_text(200, "pong");
    case RuntimeCall::Next:
      return next(request.stop);
    case RuntimeCall::Response:
    case RuntimeCall::Error:
      return answer(*target, request);
    case RuntimeCall::InitError:
      return take_init_error(request);
    case RuntimeCall::RestoreNext:
    case RuntimeCall::RestoreError:
      break;
  }
  return plain_text(404, "404 page not found\n");
}

ServerResponse ConcurrentRuntimeApi::next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (init_error_) return invalid_transition(RuntimeState::InitError, RuntimeStep::Next);
  ready_ = true;
  changed_.notify_all();
  changed_.wait(lock, stop, [&] { return closed_ || !pending_.empty(); });
  if (closed_ || stop.stop_requested()) return dropped_connection();
  const auto invocation = std::move(pending_.front());
  pending_.pop_front();
  return render(invocation->delivery);
}

ServerResponse ConcurrentRuntimeApi::answer(const RuntimeTarget& target, ServerRequest& request) {
  std::shared_ptr<Invocation> invocation;
  {
    const std::lock_guard lock(mutex_);
    const auto found = under_way_.find(target.request_id);
    if (found == under_way_.end()) {
      const bool late = std::count(timed_out_.begin(), timed_out_.end(), target.request_id) > 0;
      return late ? invoke_timeout() : invalid_request_id();
    }
    const auto nonce = request.headers.find("Lambda-Runtime-Invocation-Id");
    const bool other = nonce && *nonce != found->second->delivery.invocation_id;
    if (other || found->second->answering) return invalid_request_id();
    found->second->answering = true;
    invocation = found->second;
  }
  RuntimeAnswer received;
  auto response = accepted();
  try {
    received = target.call == RuntimeCall::Response
                   ? read_response(request, invocation->delivery.pipe.get())
                   : read_error(request);
    if (received.kind == RuntimeAnswer::Kind::TooLarge) {
      response = payload_too_large(received.streamed);
    }
  } catch (const Error&) {
    received = {.kind = RuntimeAnswer::Kind::Truncated};
    response = truncated_request();
  }
  const std::lock_guard lock(mutex_);
  const auto found = under_way_.find(target.request_id);
  if (found == under_way_.end() || found->second != invocation) return invoke_timeout();
  invocation->answer = std::move(received);
  changed_.notify_all();
  return response;
}

ServerResponse ConcurrentRuntimeApi::take_init_error(ServerRequest& request) {
  auto reported = read_error(request);
  const std::lock_guard lock(mutex_);
  // With several workers, each may report the failure that they share: the first counts.
  const auto state = init_error_ ? RuntimeState::InitError : RuntimeState::Ready;
  if (ready_ || init_error_) return invalid_transition(state, RuntimeStep::InitError);
  init_error_ = std::move(reported);
  changed_.notify_all();
  return accepted();
}

}  // namespace shrike::local
