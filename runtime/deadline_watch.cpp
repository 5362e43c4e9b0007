#include "runtime/deadline_watch.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

class DeadlineWatch {
 public:
  DeadlineWatch() : thread_([this](const std::stop_token& stop) { watch(stop); }) {}

  void begin(Logger& log, std::chrono::milliseconds left, std::chrono::milliseconds margin) {
    const std::lock_guard lock(mutex_);
    watched_.emplace(log, std::chrono::steady_clock::now() + left - margin, left - margin, margin);
    changed_.notify_one();
  }

  void end() {
    const std::lock_guard lock(mutex_);
    watched_.reset();
  }

 private:
  struct Watched {
    Watched(Logger& its_log, std::chrono::steady_clock::time_point when,
            std::chrono::milliseconds will_have_run, std::chrono::milliseconds its_margin)
        : log(its_log), until(when), ran(will_have_run), margin(its_margin) {}

    Logger& log;
    std::chrono::steady_clock::time_point until;
    std::chrono::milliseconds ran;
    std::chrono::milliseconds margin;
  };

  void watch(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return watched_.has_value(); })) {
      const auto until = watched_->until;
      const bool over = changed_.wait_until(lock, stop, until,
                                            [&] { return !watched_ || watched_->until != until; });
      if (over || stop.stop_requested() || !watched_) continue;
      watched_->log.warn("The invocation is about to time out",
                         {{"ranMs", watched_->ran.count()}, {"leftMs", watched_->margin.count()}});
      watched_.reset();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Watched> watched_;
  std::jthread thread_;  ///< last: it uses all of the above
};

/// From the beginning of an invocation to its end, however it ends.
class Watching {
 public:
  Watching(DeadlineWatch& watch, Logger& log, std::chrono::milliseconds left,
           std::chrono::milliseconds margin)
      : watch_(watch) {
    watch_.begin(log, left, margin);
  }
  ~Watching() { watch_.end(); }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;
  Watching(Watching&&) = delete;
  Watching& operator=(Watching&&) = delete;

 private:
  DeadlineWatch& watch_;
};

}  // namespace

Middleware watch_deadline(const Clock& clock, std::chrono::milliseconds margin) {
  return [&clock, margin, watch = std::shared_ptr<DeadlineWatch>()](
             Call& call, const Proceed& proceed) mutable {
    if (!watch) watch = std::make_shared<DeadlineWatch>();
    const Watching watching(*watch, call.log, call.context.remaining(clock), margin);
    proceed();
  };
}

}  // namespace shrike
