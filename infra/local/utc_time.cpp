#include "infra/local/utc_time.h"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace shrike::local {

std::tm utc(TimePoint time) {
  // In seconds: the system clock's own unit, nanoseconds, ends in the year 2262.
  return fmt::gmtime(static_cast<std::time_t>(
      std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()));
}

std::string iso_date(TimePoint time) {
  const auto since_second = time - std::chrono::floor<std::chrono::seconds>(time);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc(time), since_second.count());
}

}  // namespace shrike::local
