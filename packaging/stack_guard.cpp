// What -fstack-protector compares with, for arm64. Where x86_64 has glibc's value in each thread's
// own block, arm64 asks for a symbol, and of two that the linker knows it takes that of the
// compiler's library: a constant, which an attacker knows too. This one, which comes before either,
// is as random as glibc's.
#include <cstdint>
#include <cstring>

#include <sys/auxv.h>

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the compiler's name
// In a section of its own, whose name is left when symbols are stripped: check-bootstrap.sh looks
// for it.
extern "C" {
[[gnu::section("stack_guard")]] std::uintptr_t __stack_chk_guard = 0;
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace {

/// Before any other constructor: no protected function may be running while the value changes.
[[gnu::constructor(101), gnu::used, gnu::no_stack_protector]] void choose_stack_guard() noexcept {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel's sixteen random bytes are at an address
  const auto* random = reinterpret_cast<const unsigned char*>(getauxval(AT_RANDOM));
  // The second eight: glibc makes its own value of the first.
  std::memcpy(&__stack_chk_guard, random + sizeof __stack_chk_guard, sizeof __stack_chk_guard);
  // A text that runs over ends before the value does.
  __stack_chk_guard &= ~std::uintptr_t{0xff};
}

}  // namespace
