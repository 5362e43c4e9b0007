#pragma once

#include <chrono>
#include <cstdint>

namespace shrike::local {

/// When bytes may go out that go out at a rate.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  /// `bytes_per_second` is above 0.
  Pace(double bytes_per_second, Clock::time_point begin)
      : bytes_per_second_(bytes_per_second), begin_(begin) {}

  /// When the last of `bytes` more could have gone out.
  [[nodiscard]] Clock::time_point due(std::uint64_t bytes) {
    bytes_ += bytes;
    const std::chrono::duration<double> needed(static_cast<double>(bytes_) / bytes_per_second_);
    return begin_ + std::chrono::duration_cast<Clock::duration>(needed);
  }

 private:
  double bytes_per_second_;
  Clock::time_point begin_;
  std::uint64_t bytes_ = 0;
};

}  // namespace shrike::local
