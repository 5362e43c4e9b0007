#include "infra/local/lambda/report.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using namespace std::chrono_literals;

ReportFigures warm_figures() {
  return {.request_id = "id",
          .duration = Milliseconds{12.345},
          .init_duration = {},
          .memory_size_mb = 512,
          .max_memory_used_mb = 41,
          .status = {}};
}

TEST(ReportLine, OfAWarmStartHasNoInitDuration) {
  EXPECT_EQ(report_line(warm_figures()),
            "REPORT RequestId: id\tDuration: 12.35 ms\tBilled Duration: 13 ms\t"
            "Memory Size: 512 MB\tMax Memory Used: 41 MB\t");
}

TEST(ReportLine, OfAColdStartBillsTheInitialisation) {
  auto figures = warm_figures();
  figures.init_duration = Milliseconds{20.7};
  EXPECT_EQ(report_line(figures),
            "REPORT RequestId: id\tDuration: 12.35 ms\tBilled Duration: 34 ms\t"
            "Memory Size: 512 MB\tMax Memory Used: 41 MB\tInit Duration: 20.70 ms\t");
}

TEST(ReportLine, OfARestoredStartBillsTheRestoreInPlaceOfTheInitialisation) {
  auto figures = warm_figures();
  figures.init_duration = Milliseconds{2000};
  figures.restore_duration = Milliseconds{20.7};
  EXPECT_EQ(report_line(figures),
            "REPORT RequestId: id\tDuration: 12.35 ms\tBilled Duration: 34 ms\t"
            "Memory Size: 512 MB\tMax Memory Used: 41 MB\tRestore Duration: 20.70 ms\t"
            "Billed Restore Duration: 21 ms\t");
}

TEST(ReportLine, SaysHowLambdaEndedIt) {
  auto figures = warm_figures();
  figures.status.timed_out = true;
  EXPECT_TRUE(report_line(figures).ends_with("\tStatus: timeout\t"));
  figures.status = {.timed_out = false, .error_type = "Runtime.ExitError"};
  EXPECT_TRUE(report_line(figures).ends_with("\tStatus: error\tError Type: Runtime.ExitError\t"));
}

TEST(BilledDuration, IsRoundedUpToWholeMilliseconds) {
  auto figures = warm_figures();
  for (const auto& [used, billed] :
       {std::pair{0.01, 1}, std::pair{1.0, 1}, std::pair{1.001, 2}, std::pair{0.0, 0}}) {
    figures.duration = Milliseconds{used};
    EXPECT_EQ(billed_milliseconds(figures), billed) << used;
  }
}

TEST(LogLines, AreLambdas) {
  EXPECT_EQ(start_line("id"), "START RequestId: id Version: $LATEST");
  EXPECT_EQ(end_line("id"), "END RequestId: id");
  EXPECT_EQ(timeout_line(TimePoint{1'763'769'599'007ms}, "id", 3s),
            "2025-11-21T23:59:59.007Z id Task timed out after 3.00 seconds");
  EXPECT_EQ(init_report_line(Milliseconds{9.5}, "init",
                             {.timed_out = false, .error_type = "Runtime.Unknown"}),
            "INIT_REPORT Init Duration: 9.50 ms\tPhase: init\tStatus: error\t"
            "Error Type: Runtime.Unknown\t");
}

}  // namespace
}  // namespace shrike::local
