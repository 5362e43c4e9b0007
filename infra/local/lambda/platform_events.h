#pragma once

#include <string>
#include <string_view>

#include "infra/local/lambda/report.h"
#include "runtime/clock.h"

namespace shrike::local {

// Lambda's own lines of a log in JSON format: an event of the Telemetry API each
// (`{"time", "type": "platform.…", "record"}`, schema 2022-12-13), where a text log has START, END,
// REPORT and INIT_REPORT.

/// `phase` is "init" or "invoke".
[[nodiscard]] std::string init_start_event(TimePoint now, std::string_view phase);
[[nodiscard]] std::string init_report_event(TimePoint now, Milliseconds duration,
                                            std::string_view phase, const ReportStatus& status);
[[nodiscard]] std::string start_event(TimePoint now, std::string_view request_id);
[[nodiscard]] std::string runtime_done_event(TimePoint now, const ReportFigures& figures);
[[nodiscard]] std::string report_event(TimePoint now, const ReportFigures& figures);

}  // namespace shrike::local
