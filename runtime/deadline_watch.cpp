#include "runtime/deadline_watch.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/error.h"
#include "runtime/number.h"
#include "runtime/wire.h"

namespace shrike {
namespace {

using std::chrono::milliseconds;
using SteadyTime = WatchedInvocation::SteadyTime;

constexpr const char* kVariable = "SHRIKE_DEADLINE_MARGIN_MS";
constexpr int kLeast = 10;
constexpr int kMost = 60'000;

/// Longer than any invocation; Lambda's header can name a moment that is no SteadyTime any more.
constexpr std::chrono::hours kLongest{24 * 365};

SteadyTime end_of(SteadyTime began, milliseconds left, milliseconds margin) {
  if (left <= milliseconds::zero()) return SteadyTime::max();
  return began + std::max(left - margin, left / 2);
}

}  // namespace

milliseconds deadline_margin(const Environment& environment) {
  const auto text = environment(kVariable);
  if (!text) return kDeadlineMargin;
  const auto value = parse_number<int>(*text);
  if (value && *value >= kLeast && *value <= kMost) return milliseconds(*value);
  throw Error(ErrorKind::Reject, wire::error_type::kConfigInvalid,
              fmt::format("{} is \"{}\"; allowed is a number of milliseconds from {} to {}",
                          kVariable, *text, kLeast, kMost));
}

WatchedInvocation::WatchedInvocation(const Context& its_context, StreamedResponse& its_stream,
                                     Logger& its_log, const Clock& clock, milliseconds margin)
    : context(its_context),
      stream(its_stream),
      log(its_log),
      thread(pthread_self()),
      began(std::chrono::steady_clock::now()),
      deadline(began + std::min<milliseconds>(its_context.remaining(clock), kLongest)),
      ends(end_of(began, std::chrono::duration_cast<milliseconds>(deadline - began), margin)) {}

void DeadlineWatch::begin(const WatchedInvocation& invocation) {
  const std::lock_guard lock(mutex_);
  watched_.push_back(&invocation);
  if (!thread_) thread_.emplace([this](const std::stop_token& stop) { watch(stop); });
  // Deadlines come in order, as a rule: then the thread sleeps on, and this costs no system call.
  if (invocation.ends >= wakes_) return;
  wakes_ = invocation.ends;
  earlier_.notify_one();
}

bool DeadlineWatch::end(const WatchedInvocation& invocation) {
  const std::lock_guard lock(mutex_);
  return std::erase(watched_, &invocation) == 1;
}

void DeadlineWatch::watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (const WatchedInvocation* due = take_due()) {
      lock.unlock();
      take_over_(*due);
      lock.lock();
    } else {
      sleep(lock, stop);
    }
  }
}

const WatchedInvocation* DeadlineWatch::take_due() {
  const auto now = std::chrono::steady_clock::now();
  wakes_ = SteadyTime::max();
  for (auto each = watched_.begin(); each != watched_.end(); ++each) {
    if ((*each)->ends <= now) {
      const WatchedInvocation* due = *each;
      watched_.erase(each);
      return due;
    }
    wakes_ = std::min(wakes_, (*each)->ends);
  }
  return nullptr;
}

void DeadlineWatch::sleep(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  const auto until = wakes_;
  const auto is_earlier = [&] { return wakes_ < until; };
  if (until == SteadyTime::max()) {
    earlier_.wait(lock, stop, is_earlier);
  } else {
    earlier_.wait_until(lock, stop, until, is_earlier);
  }
}

}  // namespace shrike
