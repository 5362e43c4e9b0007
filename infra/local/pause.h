#pragma once

#include <chrono>
#include <stop_token>

namespace shrike::local {

/// Returns at `end`, or as soon as a stop is requested.
void pause_until(std::chrono::steady_clock::time_point end, const std::stop_token& stop);

}  // namespace shrike::local
