#include "infra/local/lambda/runtime_api.h"

#include <stop_token>
#include <utility>

#include <fmt/format.h>

#include "infra/local/lambda/fault_wire.h"
#include "infra/local/lambda/runtime_refusals.h"
#include "infra/local/server_responses.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

// What Go's HTTP server takes by default, which Lambda's own is: an X-Ray cause can be long.
constexpr std::uint32_t kMaxHeaders = 1'052'672;

RuntimeStep step_of(RuntimeCall call) {
  return call == RuntimeCall::Response ? RuntimeStep::Respond : RuntimeStep::Fail;
}

/// The status with which a fault refuses the call, 0 where it does not.
int status_of(const std::optional<Fault>& fault) {
  if (!fault || fault->kind != FaultKind::Status) return 0;
  return static_cast<int>(fault->number.value_or(500));
}

/// These end the invocation; any other refusal leaves it under way.
bool refuses_for_good(int status) { return status == 410 || status == 413; }

}  // namespace

RuntimeApi::RuntimeApi(RuntimeApiSetting setting)
    : setting_(std::move(setting)),
      contract_(setting_.function, setting_.instruments.ledger,
                setting_.log_contract ? setting_.on_line : LineSink{}),
      extensions_({.function_name = setting_.function,
                   .handler = setting_.handler,
                   .account_id = setting_.account_id,
                   .on_change =
                       [this] {
                         const std::lock_guard lock(mutex_);
                         changed_.notify_all();
                       }}),
      server_(std::make_unique<HttpServer>(
          std::uint16_t{0}, [this](ServerRequest& request) { return handle(request); },
          RequestLimits{.header_bytes = kMaxHeaders,
                        .body_pause = kLongestInvocation,
                        .on_refused = [this](int status, const auto& reason) {
                          report({{status == 431 ? ContractRule::HeadersTooLarge
                                                 : ContractRule::MalformedRequest,
                                   reason}});
                        }})) {}

RuntimeApi::~RuntimeApi() {
  close();
  extensions_.close();
  server_.reset();
}

std::string RuntimeApi::address() const { return fmt::format("127.0.0.1:{}", server_->port()); }

void RuntimeApi::deliver(Delivery delivery) {
  const std::lock_guard lock(mutex_);
  delivery_ = std::move(delivery);
  pending_ = true;
  answer_.reset();
  check_ = {};
  extensions_.invoke(delivery_);
  changed_.notify_all();
}

void RuntimeApi::restore() {
  const std::lock_guard lock(mutex_);
  restored_ = true;
  changed_.notify_all();
}

std::optional<RuntimeAnswer> RuntimeApi::take_answer() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answer_, std::nullopt);
}

std::optional<std::string> RuntimeApi::take_breach() {
  const std::lock_guard lock(mutex_);
  return contract_.take_breach();
}

RuntimeSignal RuntimeApi::signal_unlocked() const {
  return {.state = state_,
          .idle = state_ == RuntimeState::Ready && !pending_ && extensions_.ready(),
          .at_snapshot = state_ == RuntimeState::RestoreReady && !restored_,
          .extension_failed = extensions_.failure().has_value(),
          .closed = closed_};
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

void RuntimeApi::expect_end() {
  const std::lock_guard lock(mutex_);
  ending_ = true;
}

void RuntimeApi::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

void RuntimeApi::note_exit(const ExitStatus& status) {
  const std::lock_guard lock(mutex_);
  if (state_ == RuntimeState::InitError && status.code == 0 && status.signal == 0) {
    report_unlocked({{ContractRule::ExitAfterInitError, {}}});
  }
}

void RuntimeApi::report(const std::vector<ContractBreak>& breaks) {
  const std::lock_guard lock(mutex_);
  report_unlocked(breaks);
}

void RuntimeApi::report_unlocked(const std::vector<ContractBreak>& breaks) {
  contract_.add(breaks, delivery_.request_id);
}

RuntimeApi::DueFault RuntimeApi::due_fault(RuntimeCall call) {
  if (!setting_.instruments.faults) return std::nullopt;
  auto fault = setting_.instruments.faults->due(call);
  if (fault && setting_.on_line) setting_.on_line("FAULT " + to_string(*fault));
  return fault;
}

ServerResponse RuntimeApi::handle(ServerRequest& request) {
  if (ExtensionsApi::serves(request.path)) return extensions_.handle(request);
  const auto target = parse_runtime_path(request.path);
  if (!target || request.method != method_of(target->call)) {
    report({{ContractRule::UnknownCall, request.method + " " + request.path}});
    return target ? plain_text(405, "") : plain_text(404, "404 page not found\n");
  }
  report(check_head(target->call, request.headers, request.query));
  const auto fault = due_fault(target->call);
  if (fault && fault->kind == FaultKind::Drop) return drop_unread(*target, request);
  auto response = dispatch(*target, fault, request);
  if (!fault) return response;
  if (fault->kind == FaultKind::DropAfter) return dropped_connection();
  response.spoil = [fault = *fault](std::string bytes) { return spoil(fault, std::move(bytes)); };
  return response;
}

ServerResponse RuntimeApi::drop_unread(const RuntimeTarget& target, const ServerRequest& request) {
  const std::lock_guard lock(mutex_);
  if (target.call == RuntimeCall::Response || target.call == RuntimeCall::Error) {
    report_unlocked(
        check_.answered(target.call, target.request_id, request.headers, Verdict::Refused, false));
  }
  return dropped_connection();
}

ServerResponse RuntimeApi::dispatch(const RuntimeTarget& target, const DueFault& fault,
                                    ServerRequest& request) {
  switch (target.call) {
    case RuntimeCall::Ping:
      return plain_text(200, "pong");
    case RuntimeCall::Next:
      return next(fault, request.stop);
    case RuntimeCall::Response:
    case RuntimeCall::Error:
      return answer(target, fault, request);
    case RuntimeCall::InitError:
      return init_error(fault, request);
    case RuntimeCall::RestoreNext:
      return restore_next(request.stop);
    case RuntimeCall::RestoreError:
      return restore_error(request);
  }
  return internal_server_error();
}

ServerResponse RuntimeApi::next(const DueFault& fault, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, setting_.overtaking, [&] { return closed_ || !comes_too_early(); });
  report_unlocked(check_.asked(state_));
  const auto reached = after(state_, RuntimeStep::Next);
  if (!reached) return invalid_transition(state_, RuntimeStep::Next);
  if (const int status = status_of(fault)) {
    return refusal_with(status, state_, RuntimeStep::Next);
  }
  state_ = *reached;
  if (state_ == RuntimeState::Running) return hand_out(fault);
  changed_.notify_all();

  changed_.wait(lock, stop, [&] { return closed_ || pending_; });
  if (closed_ || stop.stop_requested()) return dropped_connection();
  pending_ = false;
  state_ = RuntimeState::Running;
  changed_.notify_all();
  return hand_out(fault);
}

bool RuntimeApi::comes_too_early() const {
  const bool arriving =
      state_ == RuntimeState::InvocationResponse || state_ == RuntimeState::InvocationErrorResponse;
  return arriving || (state_ == RuntimeState::Running && !check_.asked(state_).empty());
}

ServerResponse RuntimeApi::hand_out(const DueFault& fault) {
  check_.delivered(delivery_.request_id, delivery_.invocation_id, !fault);
  auto response = render(delivery_);
  // What is out now is of no use any more; a runtime that asks again gets the new id.
  if (fault && fault->kind == FaultKind::Stale) delivery_.invocation_id += "-again";
  return response;
}

std::optional<ServerResponse> RuntimeApi::refuse_answer(const RuntimeTarget& target,
                                                        const DueFault& fault,
                                                        const ServerRequest& request,
                                                        std::shared_ptr<ResponsePipe>& pipe) {
  const std::lock_guard lock(mutex_);
  const auto step = step_of(target.call);
  const auto refuse = [&](Verdict verdict, ServerResponse response) {
    report_unlocked(
        check_.answered(target.call, target.request_id, request.headers, verdict, !fault));
    return response;
  };
  const bool known = !target.request_id.empty() && target.request_id == delivery_.request_id;
  const auto nonce = request.headers.find("Lambda-Runtime-Invocation-Id");
  if (!known || (nonce && *nonce != delivery_.invocation_id)) {
    return refuse(Verdict::WrongId, invalid_request_id());
  }
  const auto reached = after(state_, step);
  if (!reached) return refuse(Verdict::WrongState, invalid_transition(state_, step));
  const auto mode = request.header(kResponseMode);
  if (target.call == RuntimeCall::Response && !mode.empty() && mode != kStreaming) {
    return refuse(Verdict::Refused, invalid_function_response_mode());
  }
  if (const int status = status_of(fault); status != 0 && !refuses_for_good(status)) {
    return refuse(Verdict::Refused, refusal_with(status, state_, step));
  }
  state_ = *reached;
  changed_.notify_all();
  pipe = delivery_.pipe;
  return std::nullopt;
}

ServerResponse RuntimeApi::answer(const RuntimeTarget& target, const DueFault& fault,
                                  ServerRequest& request) {
  std::shared_ptr<ResponsePipe> pipe;
  if (auto refused = refuse_answer(target, fault, request, pipe)) return std::move(*refused);
  RuntimeAnswer received;
  auto response = accepted();
  auto verdict = Verdict::Accepted;
  std::vector<ContractBreak> breaks;
  try {
    received = target.call == RuntimeCall::Response ? read_response(request, pipe.get())
                                                    : read_error(request);
    if (received.kind == RuntimeAnswer::Kind::Error) {
      breaks = check_error(request.headers, received.body);
    }
    if (status_of(fault) == 410) received = {.kind = RuntimeAnswer::Kind::TooLate};
    if (status_of(fault) == 413) received = {.kind = RuntimeAnswer::Kind::TooLarge};
    if (received.kind == RuntimeAnswer::Kind::TooLate) response = invoke_timeout();
    if (received.kind == RuntimeAnswer::Kind::TooLarge)
      response = payload_too_large(received.streamed);
    if (response.status != 202) verdict = Verdict::RefusedForGood;
  } catch (const Error&) {
    received = {.kind = RuntimeAnswer::Kind::Truncated};
    response = truncated_request();
    verdict = Verdict::Refused;
  }

  const std::lock_guard lock(mutex_);
  if (verdict == Verdict::Refused && !ending_) {
    breaks.push_back({ContractRule::TruncatedBody, std::string(to_string(target.call))});
  }
  report_unlocked(breaks);
  report_unlocked(
      check_.answered(target.call, target.request_id, request.headers, verdict, !fault));
  answer_ = std::move(received);
  state_ = RuntimeState::ResponseSent;
  changed_.notify_all();
  return response;
}

ServerResponse RuntimeApi::restore_next(const std::stop_token& stop) {
  if (!setting_.snap_start) return plain_text(404, "404 page not found\n");
  std::unique_lock lock(mutex_);
  const auto reached = after(state_, RuntimeStep::RestoreNext);
  if (!reached) return invalid_transition(state_, RuntimeStep::RestoreNext);
  state_ = *reached;
  changed_.notify_all();
  changed_.wait(lock, stop, [&] { return closed_ || restored_; });
  if (closed_ || stop.stop_requested()) return dropped_connection();
  state_ = RuntimeState::Restoring;
  changed_.notify_all();
  return {};
}

ServerResponse RuntimeApi::restore_error(ServerRequest& request) {
  if (!setting_.snap_start) return plain_text(404, "404 page not found\n");
  auto reported = read_error(request);
  const std::lock_guard lock(mutex_);
  report_unlocked(check_error(request.headers, reported.body));
  const auto reached = after(state_, RuntimeStep::RestoreError);
  if (!reached) return invalid_transition(state_, RuntimeStep::RestoreError);
  state_ = *reached;
  answer_ = std::move(reported);
  changed_.notify_all();
  return accepted();
}

ServerResponse RuntimeApi::init_error(const DueFault& fault, ServerRequest& request) {
  auto reported = read_error(request);
  const std::lock_guard lock(mutex_);
  report_unlocked(check_error(request.headers, reported.body));
  const auto reached = after(state_, RuntimeStep::InitError);
  if (!reached) {
    report_unlocked({{ContractRule::LateInitError, {}}});
    return invalid_transition(state_, RuntimeStep::InitError);
  }
  if (const int status = status_of(fault)) {
    return refusal_with(status, state_, RuntimeStep::InitError);
  }
  state_ = *reached;
  answer_ = std::move(reported);
  changed_.notify_all();
  return accepted();
}

}  // namespace shrike::local
