#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/clock.h"

namespace shrike::local {

using Milliseconds = std::chrono::duration<double, std::milli>;

/// What Lambda says of an invocation's end where it was not the function's own answer.
struct ReportStatus {
  bool timed_out = false;
  std::string error_type = {};  ///< "Runtime.ExitError"; empty without a platform error
};

struct ReportFigures {
  std::string request_id;
  Milliseconds duration{};
  std::optional<Milliseconds> init_duration;          ///< cold starts only
  std::optional<Milliseconds> restore_duration = {};  ///< SnapStart's cold starts, in its place
  int memory_size_mb = 0;
  int max_memory_used_mb = 0;
  ReportStatus status;
};

/// Whole milliseconds, rounded up, the initialisation included: custom runtimes have always paid
/// for it, every on-demand function does since August 2025.
[[nodiscard]] long long billed_milliseconds(const ReportFigures& figures);

// The lines of Lambda's own log, without their newline.
[[nodiscard]] std::string start_line(std::string_view request_id);
[[nodiscard]] std::string end_line(std::string_view request_id);
/// Fields are separated by tabs and the line ends with one.
[[nodiscard]] std::string report_line(const ReportFigures& figures);
/// An initialisation that failed: Lambda tries again within the invocation.
[[nodiscard]] std::string init_report_line(Milliseconds duration, std::string_view phase,
                                           const ReportStatus& status);
/// SnapStart: the process goes on from its snapshot, and how long that took.
[[nodiscard]] std::string restore_start_line();
[[nodiscard]] std::string restore_report_line(Milliseconds duration, const ReportStatus& status);
/// `2026-11-21T03:04:05.678Z <id> Task timed out after 3.00 seconds`
[[nodiscard]] std::string timeout_line(TimePoint now, std::string_view request_id,
                                       std::chrono::milliseconds timeout);

}  // namespace shrike::local
