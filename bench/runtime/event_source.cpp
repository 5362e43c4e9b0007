#include "bench/runtime/event_source.h"

#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace shrike::bench {
namespace {

/// Long enough for the slowest runtime on a busy machine: reaching it is a failure.
constexpr std::chrono::seconds kPatience{60};
constexpr std::uint64_t kMaxAnswer = 16'777'216;

local::ServerResponse with_status(int status) {
  local::ServerResponse response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = R"({"status":"OK"})";
  return response;
}

}  // namespace

EventSource::EventSource()
    : server_(0, [this](local::ServerRequest& request) { return route(request); }) {}

std::string EventSource::address() const { return fmt::format("127.0.0.1:{}", server_.port()); }

SteadyTime EventSource::wait_for_first_next() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, kPatience, [this] { return first_next_ || !failure_.empty(); });
  if (!failure_.empty()) throw std::runtime_error(failure_);
  if (!first_next_) throw std::runtime_error("it made no /next");
  return *first_next_;
}

Batch EventSource::serve(const std::string& payload, std::size_t count) {
  std::unique_lock lock(mutex_);
  batch_ = {};
  batch_.latencies.reserve(count);
  payload_ = &payload;
  left_ = count;
  waiting_ = false;
  changed_.notify_all();
  changed_.wait_for(lock, kPatience + count * std::chrono::seconds(1), [&] {
    return !failure_.empty() || (waiting_ && batch_.latencies.size() == count);
  });
  if (!failure_.empty()) throw std::runtime_error(failure_);
  if (batch_.latencies.size() != count) throw std::runtime_error("it stopped answering");
  return std::move(batch_);
}

std::string EventSource::last_answer() const {
  const std::scoped_lock lock(mutex_);
  return answer_;
}

local::ServerResponse EventSource::route(local::ServerRequest& request) {
  const std::string_view path = request.path;
  if (path.ends_with("/invocation/next")) return next(request.stop);
  if (path.ends_with("/response")) {
    take_answer(request);
    return with_status(202);
  }
  if (path.ends_with("/error")) {
    auto report = local::read_all(request.body, kMaxAnswer);
    const std::scoped_lock lock(mutex_);
    failure_ = fmt::format("it reported to {}: {}", path, report);
    changed_.notify_all();
    return with_status(202);
  }
  return with_status(404);
}

local::ServerResponse EventSource::next(const std::stop_token& stop) {
  const auto arrived = std::chrono::steady_clock::now();
  // Before the lock: the callback takes it too.
  const std::stop_callback hung_up(stop, [this] {
    const std::scoped_lock lock(mutex_);
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  if (!first_next_) first_next_ = arrived;
  if (left_ == 0) {
    batch_.duration = arrived - batch_start_;
    waiting_ = true;
    handed_out_ = 0;
    changed_.notify_all();
    changed_.wait(lock, [&] { return left_ > 0 || stop.stop_requested(); });
  }
  local::ServerResponse event;
  if (left_ == 0) {
    event.drop_connection = true;
    return event;
  }
  --left_;
  const auto deadline = std::chrono::system_clock::now() + std::chrono::minutes(15);
  event.headers.add("Content-Type", "application/json");
  event.headers.add("Lambda-Runtime-Aws-Request-Id",
                    fmt::format("8476a536-e9f4-11e8-9739-{:012x}", handed_out_));
  event.headers.add("Lambda-Runtime-Deadline-Ms",
                    fmt::format("{}", std::chrono::duration_cast<std::chrono::milliseconds>(
                                          deadline.time_since_epoch())
                                          .count()));
  event.headers.add("Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:us-east-1:123456789012:function:bench");
  event.headers.add("Lambda-Runtime-Trace-Id",
                    "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1");
  event.headers.add("Lambda-Runtime-Invocation-Id", fmt::format("{:032x}", handed_out_));
  event_start_ = std::chrono::steady_clock::now();
  if (handed_out_++ == 0) batch_start_ = event_start_;
  event.body = *payload_;
  return event;
}

void EventSource::take_answer(local::ServerRequest& request) {
  auto answer = local::read_all(request.body, kMaxAnswer);
  const auto arrived = std::chrono::steady_clock::now();
  const std::scoped_lock lock(mutex_);
  batch_.latencies.push_back(arrived - event_start_);
  answer_ = std::move(answer);
}

}  // namespace shrike::bench
