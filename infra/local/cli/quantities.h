#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace shrike::local {

/// 1,234,567
[[nodiscard]] std::string grouped(std::size_t count);

/// Rounded to seconds: `0:07`, `12:05`, `3:00:59`.
[[nodiscard]] std::string clock_text(std::chrono::duration<double> time);

}  // namespace shrike::local
