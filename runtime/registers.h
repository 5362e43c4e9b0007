#pragma once

#include <cstdint>

namespace shrike {

/// Where a signal interrupted a thread.
struct Registers {
  std::uintptr_t instruction = 0;
  std::uintptr_t stack = 0;
};

/// Of a signal handler's third argument; zeros for a processor that is not known here.
[[nodiscard]] Registers registers_of(const void* context) noexcept;

}  // namespace shrike
