#include <cmath>
#include <regex>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class LogContract : public Contract {};

TEST_F(LogContract, LinesComeBetweenStartAndEndThenTheReport) {
  const auto result = invoke(well_behaved("talk"), R"({"lines":["one","two","three"]})");
  EXPECT_THAT(log(), ElementsAre("START RequestId: " + result.request_id + " Version: $LATEST",
                                 "one", "two", "three", "to standard error",
                                 "END RequestId: " + result.request_id, result.report));
}

TEST_F(LogContract, TheTailOfAnInvocationIsItsOwn) {
  invoke(well_behaved("talk"), R"({"lines":["first invocation"]})");
  const auto second = invoke_again(R"({"lines":["second invocation"]})");
  EXPECT_THAT(second.log_tail, HasSubstr("second invocation\n"));
  EXPECT_THAT(second.log_tail, Not(HasSubstr("first invocation")));
  EXPECT_THAT(second.log_tail, testing::StartsWith("START RequestId: " + second.request_id));
  EXPECT_THAT(second.log_tail, testing::EndsWith(second.report + "\n"));
}

TEST_F(LogContract, TheReportHasTrueFiguresOfAColdStart) {
  auto function = well_behaved("sleep");
  function.memory_mb = 777;
  const auto result = invoke(function, R"({"ms":30})");
  const std::regex form(
      "REPORT RequestId: " + result.request_id +
      "\tDuration: ([0-9]+\\.[0-9]{2}) ms\tBilled Duration: ([0-9]+) ms\tMemory Size: 777 MB"
      "\tMax Memory Used: ([0-9]+) MB\tInit Duration: ([0-9]+\\.[0-9]{2}) ms\t");
  std::smatch figures;
  ASSERT_TRUE(std::regex_match(result.report, figures, form)) << result.report;
  const double duration = std::stod(figures[1]);
  const double init = std::stod(figures[4]);
  EXPECT_GE(duration, 30);
  EXPECT_GT(init, 0);
  EXPECT_NEAR(std::stod(figures[2]), duration + init, 1.02) << "rounded up, init included";
  EXPECT_EQ(std::stoi(figures[3]), result.max_memory_used_mb);
  EXPECT_GT(result.max_memory_used_mb, 0);
}

TEST_F(LogContract, TheReportOfAWarmStartHasNoInitDuration) {
  invoke(well_behaved("sleep"), R"({"ms":0})");
  const auto warm = invoke_again(R"({"ms":0})");
  EXPECT_FALSE(warm.init_duration.has_value());
  EXPECT_THAT(warm.report, Not(HasSubstr("Init Duration")));
}

TEST_F(LogContract, MemoryUsedIsTheProcesssOwnPeak) {
  const auto little = invoke(well_behaved("use-memory"), R"({"mb":1})");
  const auto much = invoke_again(R"({"mb":150})");
  EXPECT_GE(much.max_memory_used_mb, little.max_memory_used_mb + 100);
  EXPECT_LT(much.max_memory_used_mb, 1024);
}

TEST_F(LogContract, JsonFormatIsOneObjectALineWithTheRequestId) {
  auto function = well_behaved("fail");
  function.environment = {{"AWS_LAMBDA_LOG_FORMAT", "JSON"}};
  const auto result = invoke(function, R"({"type":"Image.Bad","message":"line one\nline two"})");
  const auto lines = log();
  ASSERT_EQ(lines.size(), 4U) << "START, the failure on one line, END, REPORT";
  const auto entry = json::parse(lines[1]);
  EXPECT_EQ(entry.at("level"), "ERROR");
  EXPECT_EQ(entry.at("requestId"), result.request_id);
  EXPECT_EQ(entry.at("errorType"), "Image.Bad");
  EXPECT_EQ(entry.at("errorMessage"), "line one\nline two");
}

TEST_F(LogContract, TextFormatIsTimeRequestIdLevelAndMessage) {
  auto function = well_behaved("fail");
  function.environment = {{"AWS_LAMBDA_LOG_FORMAT", "Text"}};
  const auto result = invoke(function, R"({"type":"Image.Bad","message":"no"})");
  const auto lines = log();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines[1], testing::ContainsRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\t" +
                                               result.request_id + "\tERROR\t"));
}

TEST_F(LogContract, ALevelAboveErrorSilencesErrors) {
  auto function = well_behaved("fail");
  function.environment = {{"AWS_LAMBDA_LOG_LEVEL", "FATAL"}};
  invoke(function, R"({"message":"unheard"})");
  EXPECT_EQ(log().size(), 3U);
}

TEST_F(LogContract, AJsonLogHasLambdasEventsInPlaceOfItsLines) {
  auto function = well_behaved("start-environment");
  function.log_format = LogFormat::Json;
  const auto result = invoke(function);
  EXPECT_EQ(payload_of(result).at("AWS_LAMBDA_LOG_FORMAT"), "JSON");
  EXPECT_EQ(payload_of(result).at("AWS_LAMBDA_LOG_LEVEL"), "INFO");
  std::vector<std::string> types;
  for (const auto& line : log()) {
    const auto event = nlohmann::json::parse(line);
    if (!event.contains("record")) continue;
    types.push_back(event.at("type"));
    EXPECT_EQ(event.at("record").value("requestId", result.request_id), result.request_id);
  }
  EXPECT_THAT(types, testing::ElementsAre("platform.initStart", "platform.start",
                                          "platform.runtimeDone", "platform.report"));
  EXPECT_EQ(count_in_log("START RequestId"), 0U);
  EXPECT_EQ(count_in_log("REPORT RequestId"), 0U);
}

}  // namespace
}  // namespace shrike::local
