#pragma once

#include "runtime/environment.h"
#include "runtime/log_sink.h"

namespace shrike {

/// Writes each line as one frame of Lambda's telemetry protocol, so that a record keeps its level,
/// its time and its inner newlines: type, length, microseconds since 1970 and the text, the numbers
/// big-endian in 4, 4 and 8 bytes. The type is 0xA55A0003 for text or 0xA55A0002 for JSON, with the
/// level from TRACE 0x04 to FATAL 0x18. Source: AWS's runtime interface clients for Python and
/// Node.
///
/// Frames of several threads never mix, as long as they use copies of one sink.
[[nodiscard]] LogSink telemetry_sink(int descriptor);

/// Where Lambda wants the log of this process; make it once, and give copies to its loggers.
///
/// Frames on the descriptor of _LAMBDA_TELEMETRY_LOG_FD when it is open. The variable is then unset
/// and the descriptor kept from child processes, which cannot write frames. Else lines on a
/// connection to the Unix socket of _LAMBDA_TELEMETRY_LOG_FD_PROVIDER_SOCKET, where one listens;
/// else lines on standard output.
[[nodiscard]] LogSink default_log_sink(const Environment& environment);

}  // namespace shrike
