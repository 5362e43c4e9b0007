#pragma once

#include <cstddef>
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

/// The longest line, in bytes. What is longer Lambda would cut in two, of which neither were JSON:
/// an event of CloudWatch Logs has 262,144 bytes, 26 of which it counts for itself.
constexpr std::size_t kLongestLine = 262'118;

/// One line, without its newline, of at most kLongestLine bytes. Newlines and control characters of
/// values never reach it raw, so that nothing foreign can forge a line; bytes that are not UTF-8
/// are replaced by U+FFFD. Of a line that would be longer, the message and every field are cut to
/// kLongestCutValue bytes, fields that then still do not fit are left out, and the field
/// `truncatedBytes` tells how long the line would have been.
///
/// A field whose name the log itself writes is written with a "_" before it. With Powertools' keys,
/// errorType, errorMessage and stackTrace are written as exception_name, exception, stack_trace.
[[nodiscard]] std::string format_line(const LogEntry& entry, const LogInvocation& invocation,
                                      const LogOptions& options);

/// What of a value stays in a line that is too long, in bytes of UTF-8.
constexpr std::size_t kLongestCutValue = 4096;

/// JSON or a line of text with what else hidden_text() knows escaped: JSON leaves DEL, C1's
/// controls, line separators and marks of direction as they are, and readers obey them.
[[nodiscard]] std::string without_hidden_text(std::string_view text);

}  // namespace shrike
