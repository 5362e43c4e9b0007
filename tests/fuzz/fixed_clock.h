#pragma once

#include "runtime/clock.h"

namespace shrike::fuzz {

/// 2026-11-21T03:38:29Z, for ever: the same case always does the same.
class FixedClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override {
    return TimePoint(std::chrono::seconds(1'795'232'309));
  }
  void sleep_for(std::chrono::milliseconds) override {}
};

}  // namespace shrike::fuzz
