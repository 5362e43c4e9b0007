#include "infra/local/lambda/platform_events.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kNow(1'763'709'600'123ms);  // 2025-11-21T07:20:00.123Z

ReportFigures figures() {
  return {.request_id = "id",
          .duration = Milliseconds(12.3456),
          .init_duration = std::nullopt,
          .memory_size_mb = 512,
          .max_memory_used_mb = 33,
          .status = {.timed_out = false, .error_type = ""}};
}

TEST(PlatformEvents, TellAnInvocationsStartAndEnd) {
  EXPECT_EQ(start_event(kNow, "id"),
            R"({"time":"2025-11-21T07:20:00.123Z","type":"platform.start",)"
            R"("record":{"requestId":"id","version":"$LATEST"}})");
  EXPECT_EQ(runtime_done_event(kNow, figures()),
            R"({"time":"2025-11-21T07:20:00.123Z","type":"platform.runtimeDone",)"
            R"("record":{"requestId":"id","status":"success","metrics":{"durationMs":12.346}}})");
  EXPECT_EQ(report_event(kNow, figures()),
            R"({"time":"2025-11-21T07:20:00.123Z","type":"platform.report","record":)"
            R"({"requestId":"id","status":"success","metrics":{"durationMs":12.346,)"
            R"("billedDurationMs":13,"memorySizeMB":512,"maxMemoryUsedMB":33}}})");
}

TEST(PlatformEvents, TellAColdStartInTheReport) {
  auto cold = figures();
  cold.init_duration = Milliseconds(100.5);
  EXPECT_NE(report_event(kNow, cold).find(R"("billedDurationMs":113,)"), std::string::npos);
  EXPECT_NE(report_event(kNow, cold).find(R"("initDurationMs":100.5}})"), std::string::npos);
}

TEST(PlatformEvents, TellHowItFailed) {
  auto failed = figures();
  failed.status.error_type = "Runtime.ExitError";
  EXPECT_NE(report_event(kNow, failed).find(R"("status":"error","errorType":"Runtime.ExitError")"),
            std::string::npos);
  failed.status.timed_out = true;
  EXPECT_NE(runtime_done_event(kNow, failed).find(R"("status":"timeout","metrics")"),
            std::string::npos);
}

TEST(PlatformEvents, TellTheInitialisation) {
  EXPECT_EQ(init_start_event(kNow, "init"),
            R"({"time":"2025-11-21T07:20:00.123Z","type":"platform.initStart",)"
            R"("record":{"initializationType":"on-demand","phase":"init"}})");
  EXPECT_EQ(
      init_report_event(kNow, Milliseconds(7), "init", {.timed_out = false, .error_type = ""}),
      R"({"time":"2025-11-21T07:20:00.123Z","type":"platform.initReport","record":)"
      R"({"initializationType":"on-demand","phase":"init","status":"success",)"
      R"("metrics":{"durationMs":7.0}}})");
}

}  // namespace
}  // namespace shrike::local
