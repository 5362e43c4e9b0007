#include "infra/local/lambda/function.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/throttle.h"

namespace shrike::local {
namespace {

[[noreturn]] void refuse_while_stopping() {
  throw AwsFault(500, "ServiceException", "The local Lambda service is shutting down");
}

}  // namespace

std::size_t concurrency_limit(std::size_t max_concurrency) {
  if (max_concurrency > 0) return max_concurrency;
  return std::max<std::size_t>(2, std::thread::hardware_concurrency());
}

Function::Function(FunctionConfiguration configuration, const LambdaOptions& options,
                   Instruments instruments, Clock& clock, RandomBits random)
    : configuration_(std::move(configuration)),
      options_(options),
      instruments_(std::move(instruments)),
      clock_(clock),
      random_(std::move(random)) {
  if (options_.concurrency_per_sandbox > 1) {
    shared_ = std::make_unique<SharedSandboxes>(configuration_, options_, clock_, random_);
  } else if (options_.idle_limit.count() > 0) {
    idle_watch_ = std::jthread([this](const std::stop_token& stop) { retire_idle(stop); });
  }
}

std::optional<InvocationResult> Function::invoke(const InvocationRequest& request) {
  if (shared_) return shared_->invoke(request);
  const InvocationSetting setting{
      .function = configuration_,
      .options = options_,
      .clock = clock_,
      .random = random_,
      .start = [this](std::shared_ptr<InvocationLog> log) { return start(std::move(log)); }};
  auto acquired = acquire();
  if (!acquired) return std::nullopt;
  auto sandbox = std::move(*acquired);
  try {
    auto result = InvocationRun(setting, request).run(sandbox);
    release(std::move(sandbox));
    return result;
  } catch (...) {
    release(nullptr);
    throw;
  }
}

std::optional<std::shared_ptr<Sandbox>> Function::acquire() {
  std::vector<std::shared_ptr<Sandbox>> dead;  // ended after the lock is let go
  std::unique_lock lock(mutex_);
  const auto has_room = [&] { return busy_ < concurrency_limit(options_.max_concurrency); };
  if (options_.throttle_at_max_concurrency && !stopping_ && !retired_ && !has_room()) {
    throw throttled(kAccountLimitExceeded);
  }
  slot_free_.wait(lock, [&] { return stopping_ || retired_ || has_room(); });
  if (stopping_) refuse_while_stopping();
  if (retired_) return std::nullopt;
  ++busy_;
  while (!warm_.empty()) {
    auto sandbox = std::move(warm_.back().sandbox);
    warm_.pop_back();
    if (sandbox->alive()) return sandbox;
    dead.push_back(std::move(sandbox));
  }
  return std::make_optional<std::shared_ptr<Sandbox>>();
}

void Function::release(std::shared_ptr<Sandbox> sandbox) {
  std::unique_lock lock(mutex_);
  --busy_;
  if (sandbox && !stopping_ && !retired_) {
    warm_.push_back({std::move(sandbox), std::chrono::steady_clock::now()});
    warm_changed_.notify_all();
  }
  slot_free_.notify_one();
  const bool retired = retired_ && !stopping_;
  lock.unlock();
  if (sandbox && retired) sandbox->retire();
}

void Function::retire_idle(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::shared_ptr<Sandbox> retired;  // ended after the lock is let go
    std::unique_lock lock(mutex_);
    if (!warm_changed_.wait(lock, stop, [&] { return !warm_.empty(); })) return;
    // The first has waited longest: warm ones are taken from the end.
    const auto due = warm_.front().since + options_.idle_limit;
    if (std::chrono::steady_clock::now() < due) {
      warm_changed_.wait_until(lock, stop, due, [] { return false; });
      continue;
    }
    retired = std::move(warm_.front().sandbox);
    warm_.erase(warm_.begin());
    lock.unlock();
    retired->retire();
  }
}

std::shared_ptr<Sandbox> Function::start(std::shared_ptr<InvocationLog> log) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) refuse_while_stopping();
  }
  auto sandbox = std::make_shared<Sandbox>(configuration_, options_, instruments_,
                                           log_stream_name(clock_.now(), random_), std::move(log));
  const std::lock_guard lock(mutex_);
  if (stopping_) refuse_while_stopping();
  std::erase_if(all_, [](const std::weak_ptr<Sandbox>& each) { return each.expired(); });
  all_.push_back(sandbox);
  return sandbox;
}

void Function::retire() {
  if (shared_) shared_->retire();
  std::vector<Warm> ending;  // ended after the lock is let go
  const std::lock_guard lock(mutex_);
  retired_ = true;
  ending = std::exchange(warm_, {});
  for (const auto& each : ending) each.sandbox->retire();
  slot_free_.notify_all();
}

void Function::stop() {
  if (shared_) shared_->stop();
  std::vector<std::shared_ptr<Sandbox>> ending;  // ended after the lock is let go
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  for (const auto& each : all_) {
    if (auto sandbox = each.lock()) {
      const bool warm = std::any_of(warm_.begin(), warm_.end(),
                                    [&](const Warm& idle) { return idle.sandbox == sandbox; });
      if (warm) {
        sandbox->retire();
      } else {
        sandbox->kill();
      }
      ending.push_back(std::move(sandbox));
    }
  }
  warm_.clear();
  slot_free_.notify_all();
}

}  // namespace shrike::local
