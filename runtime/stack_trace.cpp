#include "runtime/stack_trace.h"

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>

#include <cxxabi.h>
#include <fmt/format.h>

#include "runtime/symbols.h"
#include "runtime/throw_recorder.h"

namespace shrike {
namespace {

constexpr int kMaxCauses = 16;

/// The exception under way as __cxa_throw knew it. Both standard libraries keep an exception_ptr
/// as that one pointer.
const void* current_exception_object() {
  const std::exception_ptr current = std::current_exception();
  const void* object = nullptr;
  static_assert(sizeof current == sizeof object);
  // The pointer is read, not owned: its bytes are all that is copied.
  // NOLINTNEXTLINE(bugprone-undefined-memory-manipulation)
  std::memcpy(&object, &current, sizeof object);
  return object;
}

StackAddresses addresses_of_current_exception(int causes_left) {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return {};
  const StackAddresses outer = stack_of_throw(current_exception_object(), *type);
  if (causes_left == 0) return outer;
  try {
    throw;
  } catch (const std::nested_exception& nested) {
    if (nested.nested_ptr() == nullptr) return outer;
    try {
      nested.rethrow_nested();
    } catch (...) {
      const StackAddresses inner = addresses_of_current_exception(causes_left - 1);
      return inner.depth > 0 ? inner : outer;
    }
  } catch (...) {
    return outer;
  }
}

StackFrame frame_of(const Symbol& symbol) {
  const std::string_view module = symbol.module == nullptr ? "?" : symbol.module;
  StackFrame frame;
  frame.path = symbol.path == nullptr ? module : symbol.path;
  frame.line = symbol.line;
  frame.label = symbol.name != nullptr
                    ? demangled(symbol.name)
                    : fmt::format("{}+{:#x}", module.substr(module.rfind('/') + 1), symbol.offset);
  return frame;
}

}  // namespace

StackAddresses addresses_of_current_exception() {
  return addresses_of_current_exception(kMaxCauses);
}

std::vector<StackFrame> stack_of_current_exception() {
  return frames_of(addresses_of_current_exception());
}

std::vector<StackFrame> frames_of(const StackAddresses& stack) {
  std::vector<StackFrame> frames;
  frames.reserve(stack.depth);
  for (const std::uintptr_t address : stack.view()) {
    look_up_symbol(
        address,
        [](void* argument, const Symbol& symbol) {
          static_cast<std::vector<StackFrame>*>(argument)->push_back(frame_of(symbol));
        },
        &frames);
  }
  return frames;
}

std::string demangled(const char* name) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> readable(
      abi::__cxa_demangle(name, nullptr, nullptr, &status), &std::free);
  return readable ? readable.get() : name;
}

}  // namespace shrike
