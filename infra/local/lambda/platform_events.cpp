#include "infra/local/lambda/platform_events.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/utc_time.h"

namespace shrike::local {
namespace {

using nlohmann::ordered_json;

/// Milliseconds with three decimals, as Lambda rounds them.
double rounded(Milliseconds duration) { return std::round(duration.count() * 1000) / 1000; }

std::string event(TimePoint now, const char* type, ordered_json record) {
  const ordered_json line{{"time", iso_date(now)}, {"type", type}, {"record", std::move(record)}};
  return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

void add_status(ordered_json& record, const ReportStatus& status) {
  if (status.timed_out) {
    record["status"] = "timeout";
  } else if (status.error_type.empty()) {
    record["status"] = "success";
  } else {
    record["status"] = "error";
    record["errorType"] = status.error_type;
  }
}

ordered_json init_record(std::string_view phase) {
  return {{"initializationType", "on-demand"}, {"phase", phase}};
}

}  // namespace

std::string init_start_event(TimePoint now, std::string_view phase) {
  return event(now, "platform.initStart", init_record(phase));
}

std::string init_report_event(TimePoint now, Milliseconds duration, std::string_view phase,
                              const ReportStatus& status) {
  auto record = init_record(phase);
  add_status(record, status);
  record["metrics"] = {{"durationMs", rounded(duration)}};
  return event(now, "platform.initReport", std::move(record));
}

std::string start_event(TimePoint now, std::string_view request_id) {
  return event(now, "platform.start", {{"requestId", request_id}, {"version", "$LATEST"}});
}

std::string runtime_done_event(TimePoint now, const ReportFigures& figures) {
  ordered_json record{{"requestId", figures.request_id}};
  add_status(record, figures.status);
  record["metrics"] = {{"durationMs", rounded(figures.duration)}};
  return event(now, "platform.runtimeDone", std::move(record));
}

std::string report_event(TimePoint now, const ReportFigures& figures) {
  ordered_json record{{"requestId", figures.request_id}};
  add_status(record, figures.status);
  record["metrics"] = {{"durationMs", rounded(figures.duration)},
                       {"billedDurationMs", billed_milliseconds(figures)},
                       {"memorySizeMB", figures.memory_size_mb},
                       {"maxMemoryUsedMB", figures.max_memory_used_mb}};
  if (figures.init_duration) record["metrics"]["initDurationMs"] = rounded(*figures.init_duration);
  return event(now, "platform.report", std::move(record));
}

}  // namespace shrike::local
