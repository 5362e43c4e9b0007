#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "runtime/log_options.h"

namespace shrike {

/// The invocation whose lines are written. What is empty is left out.
struct LogInvocation {
  std::string request_id{};
  std::string tenant_id{};
  // With Powertools' keys alone.
  std::string function_arn{};
  std::string trace_id{};  ///< `Root=…;Parent=…;Sampled=…`: its root is written
  bool cold_start = false;
};

struct LogEntry {
  TimePoint time{};
  LogLevel level = LogLevel::Info;
  std::string_view message;
  const nlohmann::json& fields;  ///< an object
};

/// One line, without its newline. Newlines and control characters of values never reach it raw, so
/// that nothing foreign can forge a line; bytes that are not UTF-8 are replaced by U+FFFD.
///
/// A field whose name the log itself writes is written with a "_" before it. With Powertools' keys,
/// errorType, errorMessage and stackTrace are written as exception_name, exception, stack_trace.
[[nodiscard]] std::string format_line(const LogEntry& entry, const LogInvocation& invocation,
                                      const LogOptions& options);

/// JSON or a line of text with DEL and the C1 controls (U+0080–U+009F) escaped: JSON leaves them as
/// they are, and terminals obey them.
[[nodiscard]] std::string without_terminal_controls(std::string_view text);

}  // namespace shrike
