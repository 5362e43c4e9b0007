#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/log_sink.h"

namespace shrike {

/// The names of a JSON line's keys: those of Lambda's own runtimes, or those of Powertools for AWS
/// Lambda, which dashboards are made for.
enum class LogKeys : std::uint8_t { Lambda, Powertools };

struct LogOptions {
  LogFormat format = LogFormat::Text;
  LogLevel level = LogLevel::Info;
  LogKeys keys = LogKeys::Lambda;
  std::string service{};  ///< Powertools' `service`

  /// From AWS_LAMBDA_LOG_FORMAT (JSON | Text) and AWS_LAMBDA_LOG_LEVEL (TRACE … FATAL), both
  /// without case; a value that is neither falls back to the default, as Lambda's runtimes do.
  [[nodiscard]] static LogOptions from(const Environment& environment);
};

/// Structured log. One event is one line: newlines and control characters of values never reach the
/// output raw, so nothing foreign can forge a line.
///
/// JSON keys: timestamp (RFC 3339, milliseconds, Z), level, message, requestId, tenantId, then the
/// given fields. Text: `timestamp\trequestId\tLEVEL\tmessage\tkey=value…`.
///
/// Bytes that are not UTF-8 are replaced by U+FFFD. Thread-safe.
class Logger {
 public:
  Logger(LogOptions options, const Clock& clock, LogSink sink);

  /// Fields is a JSON object. A key that the log itself writes (above) is written with a "_" before
  /// it.
  void log(LogLevel level, std::string_view message, const nlohmann::json& fields);
  void debug(std::string_view message);
  void debug(std::string_view message, const nlohmann::json& fields);
  void info(std::string_view message);
  void info(std::string_view message, const nlohmann::json& fields);
  void warn(std::string_view message);
  void warn(std::string_view message, const nlohmann::json& fields);
  void error(std::string_view message);
  void error(std::string_view message, const nlohmann::json& fields);

  [[nodiscard]] bool enabled(LogLevel level) const noexcept { return level >= options_.level; }

  /// The invocation whose lines follow; empty strings between invocations.
  void set_invocation(std::string request_id, std::string tenant_id);

 private:
  LogOptions options_;
  const Clock& clock_;
  LogSink sink_;
  std::mutex mutex_;
  std::string request_id_;
  std::string tenant_id_;
};

}  // namespace shrike
