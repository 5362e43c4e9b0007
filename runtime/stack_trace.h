#pragma once

#include <string>
#include <vector>

#include "runtime/failure.h"
#include "runtime/throw_recorder.h"

namespace shrike {

/// The calls that led to where the exception under way was thrown, innermost first: call it in a
/// catch clause. An exception that was thrown again keeps the place of its first throw, and one
/// thrown by std::throw_with_nested has that of its innermost cause.
///
/// A throw notes 32 return addresses at most; names are looked up only here. Empty outside a catch
/// clause, and for an exception that was never thrown or not by C++.
[[nodiscard]] std::vector<StackFrame> stack_of_current_exception();

/// The same as addresses. Nothing is allocated.
[[nodiscard]] StackAddresses addresses_of_current_exception();

/// The names of what lies at these addresses; a call that was inlined is a frame of its own.
[[nodiscard]] std::vector<StackFrame> frames_of(const StackAddresses& stack);

/// A linkage name as it was written; what is none stays as it is.
[[nodiscard]] std::string demangled(const char* name);

}  // namespace shrike
