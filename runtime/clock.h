#pragma once

#include <chrono>

namespace shrike {

/// A moment of the wall clock in milliseconds, which is how Lambda states deadlines.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

/// Time as the house sees it: passed in, so that tests decide what time it is and nothing sleeps.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  Clock(Clock&&) = delete;
  Clock& operator=(Clock&&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual TimePoint now() const = 0;
  virtual void sleep_for(std::chrono::milliseconds duration) = 0;
};

/// The machine's own clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override;
  void sleep_for(std::chrono::milliseconds duration) override;
};

}  // namespace shrike
