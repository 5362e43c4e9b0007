#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/log_buffer.h"
#include "runtime/log_format.h"
#include "runtime/log_options.h"
#include "runtime/log_sink.h"

namespace shrike {

/// Structured log. One event is one line: newlines and control characters of values never reach the
/// output raw, so nothing foreign can forge a line.
///
/// JSON keys: timestamp (RFC 3339, milliseconds, Z), level, message, requestId, tenantId, then the
/// given fields. With Powertools' keys: level, message, timestamp, service, sampling_rate and,
/// within an invocation, cold_start, function_name, function_memory_size, function_arn,
/// function_request_id, tenant_id, xray_trace_id. Text:
/// `timestamp\trequestId\tLEVEL\tmessage\tkey=value…`.
///
/// Bytes that are not UTF-8 are replaced by U+FFFD. Thread-safe.
class Logger {
 public:
  Logger(LogOptions options, const Clock& clock, LogSink sink);
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;
  Logger(Logger&&) = delete;
  Logger& operator=(Logger&&) = delete;
  ~Logger();

  /// Fields is a JSON object. A key that the log itself writes (above) is written with a "_" before
  /// it. A line from ERROR on is preceded by those that its invocation held back.
  void log(LogLevel level, std::string_view message, const nlohmann::json& fields);
  void debug(std::string_view message);
  void debug(std::string_view message, const nlohmann::json& fields);
  void info(std::string_view message);
  void info(std::string_view message, const nlohmann::json& fields);
  void warn(std::string_view message);
  void warn(std::string_view message, const nlohmann::json& fields);
  void error(std::string_view message);
  void error(std::string_view message, const nlohmann::json& fields);

  /// Whether a line of this level is of any use: written, or held until an error comes.
  [[nodiscard]] bool enabled(LogLevel level) const noexcept {
    return buffer_.is_on() || level >= level_.load(std::memory_order_relaxed);
  }

  /// Fields of every line from now on; those of a line itself win.
  void append_keys(const nlohmann::json& fields);
  /// Fields of every line of this invocation.
  void append_invocation_keys(const nlohmann::json& fields);

  /// Writes the lines that the invocation held back.
  void flush();

  /// The invocation whose lines follow; none when its request id is empty. What the one before held
  /// back and its keys are forgotten, and it is drawn whether this one is a sample.
  void set_invocation(LogInvocation invocation);
  void set_invocation(std::string request_id, std::string tenant_id);

 private:
  void write(LogLevel level, std::string_view message, const nlohmann::json& fields);
  void flush_locked();

  LogOptions options_;
  const Clock& clock_;
  LogSink sink_;
  std::mutex mutex_;
  std::atomic<LogLevel> level_;
  LogBuffer buffer_;
  LogInvocation invocation_;
  std::unique_ptr<nlohmann::json> keys_;  // null until there are any
  std::unique_ptr<nlohmann::json> invocation_keys_;
};

}  // namespace shrike
