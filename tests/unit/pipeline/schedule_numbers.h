#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

namespace shrike::fakes {

inline std::optional<std::uint64_t> number_in(const char* variable) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? std::nullopt : std::optional<std::uint64_t>(std::stoull(text));
}

/// SHRIKE_SCHEDULE_SEED runs one schedule again: that which a failure names.
inline std::optional<std::uint64_t> schedule_seed() { return number_in("SHRIKE_SCHEDULE_SEED"); }

/// SHRIKE_SCHEDULES asks for more than usual, of each test.
inline std::uint64_t schedules_wanted(std::uint64_t usual) {
  return number_in("SHRIKE_SCHEDULES").value_or(usual);
}

}  // namespace shrike::fakes
