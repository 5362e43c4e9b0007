#include "runtime/throw_recorder.h"

#include <atomic>
#include <cstdlib>

#include <dlfcn.h>
#include <unwind.h>

namespace shrike {
namespace {

/// One throw. Readers and writers never wait: `version` is odd while the record is written, and a
/// reader that finds it changed has read nothing. It also orders the throws.
struct ThrowRecord {
  std::atomic<std::uint64_t> version{0};
  std::atomic<const void*> exception{nullptr};
  std::atomic<const std::type_info*> type{nullptr};
  std::atomic<std::size_t> depth{0};
  std::array<std::atomic<std::uintptr_t>, kMaxStackFrames> addresses{};
};

// Of the process and not of a thread: a future carries an exception to another one. A hook has no
// caller that could pass it state; zero-initialised, it costs nothing at start.
constinit std::array<ThrowRecord, 128> throw_records;
constinit std::atomic<std::uint64_t> throw_count{0};

struct Walk {
  StackAddresses stack;
  std::uintptr_t from = 0;
  bool started = false;
};

_Unwind_Reason_Code step(_Unwind_Context* context, void* argument) {
  auto& walk = *static_cast<Walk*>(argument);
  int before_instruction = 0;
  const std::uintptr_t address = _Unwind_GetIPInfo(context, &before_instruction);
  walk.started = walk.started || address == walk.from;
  if (!walk.started) return _URC_NO_REASON;
  if (address == 0 || walk.stack.depth == kMaxStackFrames) return _URC_END_OF_STACK;
  // A return address may already belong to the next line, or even to the next function.
  walk.stack.addresses.at(walk.stack.depth++) = address - (before_instruction == 0 ? 1 : 0);
  return _URC_NO_REASON;
}

void record_throw(const void* exception, const std::type_info* type, const void* thrower) noexcept {
  const std::uint64_t ticket = throw_count.fetch_add(1, std::memory_order_relaxed);
  ThrowRecord& record = throw_records[ticket % throw_records.size()];
  std::uint64_t version = record.version.load(std::memory_order_relaxed);
  // Lost only when 128 other throws began while an earlier one was being recorded.
  if (version % 2 != 0 ||
      !record.version.compare_exchange_strong(version, 2 * ticket + 1, std::memory_order_relaxed)) {
    return;
  }
  const StackAddresses stack = walk_stack(reinterpret_cast<std::uintptr_t>(thrower));
  record.exception.store(exception, std::memory_order_release);
  record.type.store(type, std::memory_order_release);
  record.depth.store(stack.depth, std::memory_order_release);
  for (std::size_t i = 0; i < stack.depth; ++i) {
    record.addresses[i].store(stack.addresses[i], std::memory_order_release);
  }
  record.version.store(2 * ticket + 2, std::memory_order_release);
}

}  // namespace

StackAddresses walk_stack(std::uintptr_t from) noexcept {
  Walk walk{{}, from};
  _Unwind_Backtrace(step, &walk);
  if (walk.stack.depth == 0) walk.stack = {{from}, 1};
  return walk.stack;
}

StackAddresses stack_of_throw(const void* exception, const std::type_info& type) noexcept {
  StackAddresses found;
  std::uint64_t found_version = 0;
  for (const ThrowRecord& record : throw_records) {
    const std::uint64_t version = record.version.load(std::memory_order_acquire);
    const auto* recorded_type = record.type.load(std::memory_order_acquire);
    if (version % 2 != 0 || version <= found_version ||
        record.exception.load(std::memory_order_acquire) != exception || recorded_type == nullptr ||
        *recorded_type != type) {
      continue;
    }
    StackAddresses stack;
    stack.depth = record.depth.load(std::memory_order_acquire);
    for (std::size_t i = 0; i < stack.depth; ++i) {
      stack.addresses.at(i) = record.addresses[i].load(std::memory_order_acquire);
    }
    if (record.version.load(std::memory_order_relaxed) != version) continue;
    found = stack;
    found_version = version;
  }
  return found;
}

}  // namespace shrike

// From here on, the C++ ABI's own names ("C++ ABI for Itanium: Exception Handling", 2.4.3).
using Destructor = void (*)(void*);
using Throw = void (*)(void*, std::type_info*, Destructor);

namespace {

Throw next_throw() noexcept {
  static const auto next = reinterpret_cast<Throw>(dlsym(RTLD_NEXT, "__cxa_throw"));
  if (next == nullptr) std::abort();
  return next;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" {
// What a shared libstdc++ throws itself (std::vector::at, std::stoi, operator new) finds this one,
// since the program comes before its libraries. It is weak: in a link with a static libstdc++, the
// library's own takes its place.
[[noreturn, gnu::used]] void shrike_throw(void* exception, std::type_info* type,
                                          Destructor destroy) {
  shrike::record_throw(exception, type, __builtin_return_address(0));
  next_throw()(exception, type, destroy);
  std::abort();
}
[[noreturn, gnu::weak, gnu::alias("shrike_throw"), gnu::visibility("default")]] void __cxa_throw(
    void* exception, std::type_info* type, Destructor destroy);

// --wrap=__cxa_throw, a link option that the library brings, turns every throw of the objects in
// the link, a static libstdc++'s among them, into a call of this.
[[noreturn]] void __real___cxa_throw(void* exception, std::type_info* type, Destructor destroy);
[[noreturn, gnu::used]] void __wrap___cxa_throw(void* exception, std::type_info* type,
                                                Destructor destroy) {
  shrike::record_throw(exception, type, __builtin_return_address(0));
  // Volatile: compilers take two names for two functions.
  const Throw volatile real = &__real___cxa_throw;
  const Throw next = real == &shrike_throw ? next_throw() : real;
  next(exception, type, destroy);
  std::abort();
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
