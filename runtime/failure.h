#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/log.h"

namespace shrike {

/// One call on the way to where an exception was thrown.
struct StackFrame {
  std::string path;   ///< source file, or the module where the build has no line numbers
  int line = 0;       ///< 0 when not known
  std::string label;  ///< the function's demangled name, or `module+0xoffset`
};

/// What is told of a failure, to Lambda, to X-Ray and to the log.
struct Failure {
  std::string type;                 ///< the stable name, such as "Image.Unsupported"
  std::string message;              ///< a sentence for a person
  std::vector<StackFrame> stack{};  ///< innermost call first; empty when nothing is known
};

/// Of the exception that is being handled (call it in a catch clause): an Error's own type; what()
/// of any other exception as "Function.UnhandledException"; "Function.UnknownException" for what is
/// no exception at all.
[[nodiscard]] Failure current_failure();

/// One line with errorType, errorMessage and stackTrace.
void log_failure(Logger& log, LogLevel level, std::string_view what, const Failure& failure);

}  // namespace shrike
