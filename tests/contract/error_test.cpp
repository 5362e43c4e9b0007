#include <csignal>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;

class ErrorContract : public Contract {};

std::string platform_document(const InvocationResult& result, const std::string& type,
                              const std::string& message) {
  return R"({"errorType":")" + type + R"(","errorMessage":"RequestId: )" + result.request_id +
         " Error: " + message + "\"}";
}

TEST_F(ErrorContract, AnErrorWithANameReachesTheCallerUnderThatName) {
  const auto result = invoke(
      well_behaved("fail"), R"({"type":"Image.Unsupported","message":"HEIC needs another build"})");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Image.Unsupported");
  EXPECT_EQ(payload_of(result).at("errorMessage"), "HEIC needs another build");
  EXPECT_TRUE(payload_of(result).at("stackTrace").is_array());
}

TEST_F(ErrorContract, AnyOtherExceptionReachesTheCallerToo) {
  const auto result = invoke(well_behaved("fail"), R"({"message":"a bug"})");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorMessage"), "a bug");
  EXPECT_NE(payload_of(result).at("errorType"), "");
}

TEST_F(ErrorContract, UnicodeAndControlCharactersInAMessageSurvive) {
  const std::string message =
      "\xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x90\xA6 \"quoted\"\r\nsecond\tline";
  const auto event = json{{"type", "Image.Bad"}, {"message", message}}.dump();
  EXPECT_EQ(payload_of(invoke(well_behaved("fail"), event)).at("errorMessage"), message);
}

TEST_F(ErrorContract, AFailureCostsTheProcessNothing) {
  EXPECT_TRUE(invoke(well_behaved("fail"), R"({"message":"x"})").function_error.has_value());
  const auto again = invoke_again(R"({"message":"y"})");
  EXPECT_EQ(payload_of(again).at("errorMessage"), "y");
  EXPECT_FALSE(again.init_duration.has_value()) << "the same process took the next invocation";
}

TEST_F(ErrorContract, AMalformedEventIsReportedAndTheLoopGoesOn) {
  const auto result = invoke(well_behaved("describe"), "{not json");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.UnmarshalError");
  const auto next = invoke_again();
  EXPECT_FALSE(next.function_error.has_value());
  EXPECT_FALSE(next.init_duration.has_value());
}

TEST_F(ErrorContract, ATimeoutKillsAndSaysSoInLambdasWords) {
  auto function = well_behaved("sleep");
  function.timeout = std::chrono::seconds(1);
  const auto result = invoke(function, R"({"stopped":true})");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(result.payload,
            platform_document(result, "Sandbox.Timedout", "Task timed out after 1.00 seconds"));
  EXPECT_EQ(result.duration, std::chrono::seconds(1));
  EXPECT_THAT(result.report, EndsWith("\tStatus: timeout\t"));
  EXPECT_EQ(count_in_log(result.request_id + " Task timed out after 1.00 seconds"), 1U);
}

TEST_F(ErrorContract, AfterATimeoutANewProcessStarts) {
  auto function = well_behaved("sleep");
  function.timeout = std::chrono::seconds(1);
  invoke(function, R"({"stopped":true})");
  const auto next = invoke_again(R"({"ms":0})");
  EXPECT_FALSE(next.function_error.has_value());
  EXPECT_TRUE(next.init_duration.has_value());
}

TEST_F(ErrorContract, ExitZeroGivesNoReason) {
  const auto result = invoke(well_behaved("die"), R"({"exit":0})");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(result.payload, platform_document(result, "Runtime.ExitError",
                                              "Runtime exited without providing a reason"));
}

TEST_F(ErrorContract, ExitOneIsNamed) {
  const auto result = invoke(well_behaved("die"), R"({"exit":1})");
  EXPECT_EQ(result.payload, platform_document(result, "Runtime.ExitError",
                                              "Runtime exited with error: exit status 1"));
  EXPECT_THAT(result.report, EndsWith("\tStatus: error\tError Type: Runtime.ExitError\t"));
  EXPECT_THAT(result.log_tail,
              HasSubstr("RequestId: " + result.request_id +
                        " Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n"));
}

TEST_F(ErrorContract, ASegmentationFaultIsNamed) {
  const auto result = invoke(well_behaved("die"), json{{"signal", SIGSEGV}}.dump());
  EXPECT_EQ(result.payload,
            platform_document(result, "Runtime.ExitError",
                              "Runtime exited with error: signal: segmentation fault"));
}

TEST_F(ErrorContract, AnAbortIsNamed) {
  const auto result = invoke(well_behaved("die"), json{{"signal", SIGABRT}}.dump());
  EXPECT_EQ(result.payload, platform_document(result, "Runtime.ExitError",
                                              "Runtime exited with error: signal: aborted"));
}

TEST_F(ErrorContract, AfterACrashANewProcessStarts) {
  invoke(well_behaved("die"), R"({"exit":1})");
  const auto again = invoke_again(R"({"exit":2})");
  EXPECT_TRUE(again.init_duration.has_value());
  EXPECT_THAT(again.payload, HasSubstr("exit status 2"));
}

TEST_F(ErrorContract, UsingMoreMemoryThanThereIsIsKilled) {
  auto function = well_behaved("use-memory");
  function.memory_mb = 512;
  const auto result = invoke(function, R"({"mb":700,"ms":60000})");
  EXPECT_EQ(result.payload, platform_document(result, "Runtime.ExitError",
                                              "Runtime exited with error: signal: killed"));
  EXPECT_GT(result.max_memory_used_mb, 512);
}

}  // namespace
}  // namespace shrike::local
