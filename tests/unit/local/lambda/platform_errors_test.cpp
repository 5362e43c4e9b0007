#include "infra/local/lambda/platform_errors.h"

#include <csignal>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using namespace std::chrono_literals;

TEST(PlatformError, IsWordedAsRecordedFromLambda) {
  const std::pair<PlatformError, std::string> cases[] = {
      {exit_error("id", {.code = 127, .signal = 0}),
       R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: id Error: Runtime exited with error: exit status 127"})"},
      {exit_error("id", {.code = 0, .signal = 0}),
       R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: id Error: Runtime exited without providing a reason"})"},
      {exit_error("id", {.code = 0, .signal = SIGSEGV}),
       R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: id Error: Runtime exited with error: signal: segmentation fault"})"},
      {timeout_error("id", 1000ms),
       R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: id Error: Task timed out after 1.00 seconds"})"},
      {response_too_large(),
       R"({"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes)."})"},
      {missing_bootstrap("id", "/task/bootstrap"),
       R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: id Error: Couldn't find valid bootstrap(s): [/task/bootstrap]"})"},
      {unrunnable_bootstrap("id", "/task/bootstrap", "exec format error"),
       R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: id Error: fork/exec /task/bootstrap: exec format error"})"},
  };
  for (const auto& [error, document] : cases) EXPECT_EQ(error.document(), document);
}

TEST(PlatformError, WritesAPathThatIsNotUtf8) {
  const auto document = missing_bootstrap("id", "/ta\xFFsk/bootstrap").document();
  EXPECT_TRUE(nlohmann::json::accept(document)) << document;
}

TEST(ExitStatus, NamesSignalsAsLambdasSupervisorDoes) {
  EXPECT_EQ(describe({.code = 1, .signal = 0}), "exit status 1");
  EXPECT_EQ(describe({.code = 0, .signal = SIGKILL}), "signal: killed");
  EXPECT_EQ(describe({.code = 0, .signal = SIGABRT}), "signal: aborted");
  EXPECT_EQ(describe({.code = 0, .signal = SIGTERM}), "signal: terminated");
  EXPECT_EQ(describe({.code = 0, .signal = 63}), "signal: signal 63");
}

TEST(ErrorTypeHeader, IsKeptOnlyWhereItNamesARuntimeOrFunctionError) {
  const std::pair<std::string, std::string> cases[] = {
      {"Runtime.NoSuchHandler", "Runtime.NoSuchHandler"},
      {"Function.Timeout", "Function.Timeout"},
      {"MyRuntime.Error", "MyRuntime.Error"},
      {"unhandled", "Runtime.Unknown"},
      {"", "Runtime.Unknown"},
      {"Runtime.lower", "Runtime.Unknown"},
      {"Runtime.X", "Runtime.Unknown"},
      {"Runtime.", "Runtime.Unknown"},
      {"Function.", "Function.Unknown"},
      {"Function.9", "Function.Unknown"},
      {"Image.Unsupported", "Runtime.Unknown"},
      {"Runtime.Runtime.Ok", "Runtime.Runtime.Ok"},
  };
  for (const auto& [header, kept] : cases) EXPECT_EQ(normalised_error_type(header), kept) << header;
}

}  // namespace
}  // namespace shrike::local
