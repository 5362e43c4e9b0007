#include <algorithm>
#include <future>
#include <set>
#include <vector>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// What our own runtime does around its invocations.
class LifeCycleContract : public Contract {};

TEST_F(LifeCycleContract, ACrashIsALineWithItsRequestIdAndItsCalls) {
  auto function = life_cycle("crash");
  function.environment["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
  const auto result = invoke(function);
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.ExitError");
  json crash;
  for (const auto& line : log()) {
    const auto record = json::parse(line, nullptr, false);
    if (record.is_object() && record.value("level", "") == "FATAL") crash = record;
  }
  ASSERT_TRUE(crash.is_object());
  EXPECT_EQ(crash.at("requestId"), result.request_id);
  EXPECT_FALSE(crash.at("stackTrace").empty());
}

TEST_F(LifeCycleContract, ShutdownHooksRunBeforeTheSandboxEnds) {
  invoke(life_cycle("shutdown-hooks"));
  lambda().stop();
  const auto lines = log();
  const auto place_of = [&](std::string_view text) {
    return std::find_if(
               lines.begin(), lines.end(),
               [&](const std::string& line) { return line.find(text) != std::string::npos; }) -
           lines.begin();
  };
  EXPECT_LT(place_of("the last hook, first"), place_of("the first hook, last"));
  EXPECT_EQ(count_in_log("the first hook, last"), 1U);
}

TEST_F(LifeCycleContract, ARuntimeWithoutShutdownHooksRegistersNoExtension) {
  invoke(life_cycle("echo"));
  lambda().stop();
  EXPECT_EQ(count_in_log("EXTENSION"), 0U);
}

TEST_F(LifeCycleContract, SnapshotHooksRunOnEitherSideOfTheSnapshot) {
  LambdaOptions options;
  options.snap_start = true;
  options.strict = true;
  set_options(options);
  const auto result = invoke(life_cycle("snapshot-hooks"), "[1]");
  EXPECT_EQ(result.payload, "[1]");
  EXPECT_THAT(result.report, HasSubstr("Restore Duration"));
  EXPECT_EQ(count_in_log("before the snapshot"), 1U);
  EXPECT_EQ(count_in_log("after the restore"), 1U);
}

TEST_F(LifeCycleContract, AHookThatFailsAfterTheRestoreIsTheInvocationsError) {
  LambdaOptions options;
  options.snap_start = true;
  set_options(options);
  const auto result = invoke(life_cycle("failing-restore"));
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Cache.Cold");
}

TEST_F(LifeCycleContract, WorkersServeSeveralInvocationsAtTheSameTimeInOneProcess) {
  LambdaOptions options;
  options.concurrency_per_sandbox = 3;
  options.max_concurrency = 1;
  options.strict = true;
  set_options(options);
  auto function = life_cycle("meet");
  lambda().add_function(function);
  std::vector<std::future<InvocationResult>> runs;
  for (int i = 0; i < 3; ++i) {
    runs.push_back(std::async(std::launch::async, [this] { return invoke_again("3"); }));
  }
  std::set<std::string> processes;
  for (auto& run : runs) {
    const auto result = run.get();
    EXPECT_FALSE(result.function_error) << result.payload;
    processes.insert(result.payload);
  }
  EXPECT_EQ(processes.size(), 1U);
}

TEST_F(LifeCycleContract, LogLinesAreFramesWhereLambdaTakesThem) {
  LambdaOptions options;
  options.telemetry_fd = true;
  set_options(options);
  auto function = life_cycle("logging");
  const auto result = invoke(function);
  EXPECT_FALSE(result.function_error);
  EXPECT_EQ(count_in_log("\tINFO\tfirst"), 1U);
}

}  // namespace
}  // namespace shrike::local
