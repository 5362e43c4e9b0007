#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "runtime/environment.h"
#include "runtime/log_sink.h"

namespace shrike {

/// The names of a JSON line's keys: those of Lambda's own runtimes, or those of Powertools for AWS
/// Lambda, which dashboards are made for.
enum class LogKeys : std::uint8_t { Lambda, Powertools };

/// How a logger writes, and what. Copies are of one process: of what is told once, one tells.
struct LogOptions {
  LogFormat format = LogFormat::Text;
  LogLevel level = LogLevel::Info;
  LogKeys keys = LogKeys::Lambda;

  // With Powertools' keys alone.
  std::string service = "service_undefined";
  std::string function_name{};
  std::string function_memory_size{};  ///< MiB

  /// The part of the invocations, from 0 to 1, whose lines are written from DEBUG on.
  double sample_rate = 0;
  /// Draws from [0, 1); the standard library's generator when empty.
  std::function<double()> random{};

  /// Lines below the level are held in this many bytes for each invocation, and written when it
  /// logs an error; 0 for none.
  std::size_t buffer_bytes = 0;

  /// What was asked for in vain: more detail than Lambda lets through. Said once, before the first
  /// line.
  struct RefusedLevel {
    LogLevel asked;
    std::shared_ptr<std::once_flag> told;
  };
  std::optional<RefusedLevel> refused{};

  /// From the environment; all values without case, and one that means nothing counts as not set.
  ///
  /// AWS_LAMBDA_LOG_FORMAT: JSON | Text. POWERTOOLS_SERVICE_NAME: JSON with Powertools' keys.
  /// AWS_LAMBDA_LOG_LEVEL, which is what Lambda lets through, else POWERTOOLS_LOG_LEVEL, else
  /// LOG_LEVEL: TRACE, DEBUG, INFO, WARN (WARNING), ERROR, FATAL (CRITICAL). Else INFO.
  /// POWERTOOLS_LOGGER_SAMPLE_RATE: 0 to 1.
  /// SHRIKE_LOG_BUFFER_BYTES: 0 to 1048576; Powertools holds 20480.
  [[nodiscard]] static LogOptions from(const Environment& environment);
};

/// Throws Error "Runtime.ConfigInvalid" for a SHRIKE_LOG_BUFFER_BYTES that LogOptions::from() takes
/// for none: a log is needed to tell of it.
void check_log_buffer(const Environment& environment);

[[nodiscard]] std::string_view name_of(LogLevel level) noexcept;

}  // namespace shrike
