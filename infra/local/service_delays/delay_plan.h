#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "infra/local/service_delays/operation_delay.h"

namespace shrike::local {

/// What a draw above it is cut to: no client waits longer, and the tail of a wide distribution goes
/// past what a clock can count.
inline constexpr std::chrono::hours kLongestDelay{1};

/// What one call is given.
struct DrawnDelay {
  std::chrono::nanoseconds first_byte{0};  ///< up to kLongestDelay
  std::optional<double> bytes_per_second = {};
};

/// Draws the delays of calls. Of several entries that fit a call the narrowest counts: the
/// operation's, the service's, `*`. Each entry draws from a sequence of its own, which the seed and
/// its name determine: the n-th call that it fits is given the same in every run, whatever else is
/// called meanwhile. Thread-safe.
class DelayPlan {
 public:
  DelayPlan(std::vector<OperationDelay> delays, std::uint64_t seed);

  /// The next call of `service` has arrived; `action` is IAM's name of what it does, without regard
  /// to case, and empty where nobody knows. Nothing where no entry fits.
  [[nodiscard]] std::optional<DrawnDelay> draw(std::string_view service, std::string_view action);

 private:
  struct Entry {
    OperationDelay delay;
    std::mt19937_64 random;
  };

  [[nodiscard]] Entry* entry_of(std::string_view operation);

  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace shrike::local
