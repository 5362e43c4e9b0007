#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <typeinfo>

namespace shrike {

inline constexpr std::size_t kMaxStackFrames = 32;

/// Where a call stack went, innermost call first: addresses inside the call instructions.
struct StackAddresses {
  std::array<std::uintptr_t, kMaxStackFrames> addresses{};
  std::size_t depth = 0;

  [[nodiscard]] std::span<const std::uintptr_t> view() const {
    return std::span(addresses).first(depth);
  }
};

/// The stack from the call that returns to `from`, such as __builtin_return_address(0) of the
/// caller, or from the instruction at `from` that a signal interrupted. Nothing is allocated.
[[nodiscard]] StackAddresses walk_stack(std::uintptr_t from) noexcept;

/// Where the exception object at `exception` was thrown: the calls at its last throw, kept at the
/// time by a hook on __cxa_throw that is linked into every program that uses this library. Empty
/// when it is not known, such as for what std::make_exception_ptr made, or when more than 128 other
/// exceptions have been thrown since.
[[nodiscard]] StackAddresses stack_of_throw(const void* exception,
                                            const std::type_info& type) noexcept;

}  // namespace shrike
