#pragma once

#include <cstdint>
#include <string_view>

namespace shrike {

/// CloudWatch's units (API reference, MetricDatum).
enum class MetricUnit : std::uint8_t {
  Seconds,
  Microseconds,
  Milliseconds,
  Bytes,
  Kilobytes,
  Megabytes,
  Gigabytes,
  Terabytes,
  Bits,
  Kilobits,
  Megabits,
  Gigabits,
  Terabits,
  Percent,
  Count,
  BytesPerSecond,
  KilobytesPerSecond,
  MegabytesPerSecond,
  GigabytesPerSecond,
  TerabytesPerSecond,
  BitsPerSecond,
  KilobitsPerSecond,
  MegabitsPerSecond,
  GigabitsPerSecond,
  TerabitsPerSecond,
  CountPerSecond,
  None,
};

/// As CloudWatch writes it, such as "Count/Second".
[[nodiscard]] std::string_view name_of(MetricUnit unit) noexcept;

}  // namespace shrike
