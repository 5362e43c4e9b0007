#include "infra/local/lambda/report.h"

#include <cmath>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "infra/local/utc_time.h"

namespace shrike::local {
namespace {

std::string status_fields(const ReportStatus& status) {
  if (status.timed_out) return "Status: timeout\t";
  if (status.error_type.empty()) return {};
  return fmt::format("Status: error\tError Type: {}\t", status.error_type);
}

}  // namespace

long long billed_milliseconds(const ReportFigures& figures) {
  const auto used = figures.duration + figures.restore_duration.value_or(
                                           figures.init_duration.value_or(Milliseconds{}));
  return std::llround(std::ceil(used.count()));
}

std::string start_line(std::string_view request_id) {
  return fmt::format("START RequestId: {} Version: $LATEST", request_id);
}

std::string end_line(std::string_view request_id) {
  return fmt::format("END RequestId: {}", request_id);
}

std::string report_line(const ReportFigures& figures) {
  auto line = fmt::format(
      "REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t"
      "Max Memory Used: {} MB\t",
      figures.request_id, figures.duration.count(), billed_milliseconds(figures),
      figures.memory_size_mb, figures.max_memory_used_mb);
  if (figures.restore_duration) {
    line += fmt::format("Restore Duration: {:.2f} ms\tBilled Restore Duration: {} ms\t",
                        figures.restore_duration->count(),
                        std::llround(std::ceil(figures.restore_duration->count())));
  } else if (figures.init_duration) {
    line += fmt::format("Init Duration: {:.2f} ms\t", figures.init_duration->count());
  }
  return line + status_fields(figures.status);
}

std::string init_report_line(Milliseconds duration, std::string_view phase,
                             const ReportStatus& status) {
  return fmt::format("INIT_REPORT Init Duration: {:.2f} ms\tPhase: {}\t{}", duration.count(), phase,
                     status_fields(status));
}

std::string restore_start_line() { return "RESTORE_START Version: $LATEST"; }

std::string restore_report_line(Milliseconds duration, const ReportStatus& status) {
  return fmt::format("RESTORE_REPORT Restore Duration: {:.2f} ms\t{}", duration.count(),
                     status_fields(status));
}

std::string timeout_line(TimePoint now, std::string_view request_id,
                         std::chrono::milliseconds timeout) {
  return fmt::format("{} {} Task timed out after {:.2f} seconds", iso_date(now), request_id,
                     std::chrono::duration<double>(timeout).count());
}

}  // namespace shrike::local
