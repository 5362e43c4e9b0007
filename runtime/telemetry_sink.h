#pragma once

#include <unistd.h>

#include "runtime/environment.h"
#include "runtime/log_sink.h"

namespace shrike {

/// Names the descriptor that Lambda takes frames on.
inline constexpr const char* kTelemetryDescriptorVariable = "_LAMBDA_TELEMETRY_LOG_FD";

/// Where Lambda wants the log of this process, and whether as frames.
///
/// A frame keeps a record's level, its time and its inner newlines: type, length, microseconds
/// since 1970 and the text, the numbers big-endian in 4, 4 and 8 bytes. The type is 0xA55A0003 for
/// text or 0xA55A0002 for JSON, with the level from TRACE 0x04 to FATAL 0x18. Source: AWS's runtime
/// interface clients for Python and Node.
struct LogDestination {
  int descriptor = STDOUT_FILENO;
  bool framed = false;
};

/// Frames on the descriptor of _LAMBDA_TELEMETRY_LOG_FD when it is open; the variable is then unset
/// and the descriptor kept from child processes, which cannot write frames. Else lines on a
/// connection to the Unix socket of _LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET, where one listens;
/// else lines on standard output. Ask once.
[[nodiscard]] LogDestination default_log_destination(const Environment& environment);

/// Writes each line to `destination`. Lines and frames of several threads never mix, as long as
/// they use copies of one sink. A destination that cannot be written loses its lines.
[[nodiscard]] LogSink log_sink_to(LogDestination destination);

/// Writes one line or frame at once. It allocates nothing and locks nothing, for signal handlers.
void write_line(LogDestination destination, const LogLine& line) noexcept;

}  // namespace shrike
