#include <deque>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/log.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// What Powertools' users have of a logger.
class LogPowertoolsTest : public testing::Test {
 protected:
  LogSink sink() {
    return [this](const LogLine& line) { lines_.emplace_back(line.text); };
  }
  [[nodiscard]] std::vector<std::string> messages() const {
    std::vector<std::string> messages;
    for (const std::string& line : lines_) messages.push_back(Json::parse(line)["message"]);
    return messages;
  }

  static LogOptions powertools() {
    LogOptions options{LogFormat::Json, LogLevel::Info, LogKeys::Powertools};
    options.service = "images";
    options.function_name = "resize";
    options.function_memory_size = "128";
    return options;
  }

  test::FixedClock clock_;
  std::vector<std::string> lines_;
};

TEST_F(LogPowertoolsTest, WritesPowertoolsKeysInTheirOrder) {
  Logger log(powertools(), clock_, sink());
  log.set_invocation({.request_id = "id-1",
                      .tenant_id = "blue",
                      .function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:resize",
                      .trace_id = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=a;Sampled=1",
                      .cold_start = true});
  log.info("hello", {{"key", "a.jpg"}});
  EXPECT_THAT(
      lines_,
      ElementsAre(R"({"level":"INFO","message":"hello","timestamp":"2026-11-21T03:30:00.007Z",)"
                  R"("service":"images","cold_start":true,"function_name":"resize",)"
                  R"("function_memory_size":128,)"
                  R"("function_arn":"arn:aws:lambda:eu-west-1:123456789012:function:resize",)"
                  R"("function_request_id":"id-1","tenant_id":"blue",)"
                  R"("xray_trace_id":"1-5759e988-bd862e3fe1be46a994272793","key":"a.jpg"})"));
}

TEST_F(LogPowertoolsTest, KnowsNoFunctionBetweenInvocations) {
  Logger log(powertools(), clock_, sink());
  log.info("hello");
  EXPECT_THAT(lines_, ElementsAre(R"({"level":"INFO","message":"hello",)"
                                  R"("timestamp":"2026-11-21T03:30:00.007Z","service":"images"})"));
}

TEST_F(LogPowertoolsTest, NamesFailuresAsPowertoolsDoes) {
  Logger log(powertools(), clock_, sink());
  log.error("failed", {{"errorType", "A.B"}, {"errorMessage", "why"}, {"stackTrace", {"main"}}});
  const Json line = Json::parse(lines_.at(0));
  EXPECT_EQ(line["exception_name"], "A.B");
  EXPECT_EQ(line["exception"], "why");
  EXPECT_EQ(line["stack_trace"], Json::array({"main"}));
}

TEST_F(LogPowertoolsTest, RenamesFieldsThatWouldForgeItsOwn) {
  Logger log(powertools(), clock_, sink());
  log.append_keys({{"service", "forged"}});
  log.info("m", {{"function_request_id", "forged"}, {"requestId", "mine"}});
  const Json line = Json::parse(lines_.at(0));
  EXPECT_EQ(line["service"], "images");
  EXPECT_EQ(line["_service"], "forged");
  EXPECT_EQ(line["_function_request_id"], "forged");
  EXPECT_EQ(line["requestId"], "mine");
}

TEST_F(LogPowertoolsTest, LeavesOutATraceOrAMemorySizeThatIsNone) {
  LogOptions options = powertools();
  options.function_memory_size = "much";
  Logger log(options, clock_, sink());
  for (const char* trace : {"", "Root", "Parent=1;Sampled=1", "Root="}) {
    log.set_invocation({.request_id = "id-1", .trace_id = trace});
    log.info("m");
    EXPECT_FALSE(Json::parse(lines_.back()).contains("xray_trace_id")) << trace;
    EXPECT_FALSE(Json::parse(lines_.back()).contains("function_memory_size"));
  }
}

TEST_F(LogPowertoolsTest, KeepsItsKeysAndForgetsThoseOfAnInvocation) {
  for (const LogFormat format : {LogFormat::Json, LogFormat::Text}) {
    lines_.clear();
    Logger log({format, LogLevel::Info}, clock_, sink());
    log.append_keys({{"bucket", "uploads"}, {"stage", "test"}});
    log.set_invocation({.request_id = "id-1"});
    log.append_invocation_keys({{"correlation_id", "c-1"}});
    log.info("first", {{"stage", "this line's"}});
    log.set_invocation({.request_id = "id-2"});
    log.info("second");
    ASSERT_THAT(lines_, SizeIs(2));
    EXPECT_THAT(lines_[0], HasSubstr("c-1"));
    EXPECT_THAT(lines_[0], HasSubstr("uploads"));
    EXPECT_THAT(lines_[0], HasSubstr("this line's"));
    EXPECT_THAT(lines_[1], testing::Not(HasSubstr("c-1")));
    EXPECT_THAT(lines_[1], HasSubstr("uploads"));
    EXPECT_THAT(lines_[1], HasSubstr("test"));
  }
}

TEST_F(LogPowertoolsTest, DrawsForEachInvocationWhetherItIsASample) {
  LogOptions options = powertools();
  options.sample_rate = 0.1;
  std::deque<double> draws{0.05, 0.1, 0.0};
  options.random = [&] {
    const double draw = draws.front();
    draws.pop_front();
    return draw;
  };
  Logger log(options, clock_, sink());
  log.debug("before");
  for (const char* id : {"sample", "not", "sample again"}) {
    log.set_invocation({.request_id = id});
    log.debug(id);
    log.set_invocation({});
    log.debug("after");
  }
  EXPECT_THAT(messages(), ElementsAre("sample", "sample again"));
  EXPECT_EQ(Json::parse(lines_[0])["sampling_rate"], 0.1);
  EXPECT_THAT(draws, IsEmpty());
}

TEST_F(LogPowertoolsTest, TakesAllInvocationsForSamplesOrNoneWithItsOwnRandom) {
  LogOptions options = powertools();
  for (const double rate : {0.0, 1.0}) {
    lines_.clear();
    options.sample_rate = rate;
    Logger log(options, clock_, sink());
    for (int i = 0; i < 20; ++i) {
      log.set_invocation({.request_id = "id"});
      log.debug("m");
    }
    EXPECT_EQ(lines_.size(), rate == 1.0 ? 20U : 0U);
  }
}

TEST_F(LogPowertoolsTest, SaysOnceThatALevelWasRefused) {
  const LogOptions options = LogOptions::from(fixed_environment({{"AWS_LAMBDA_LOG_LEVEL", "INFO"},
                                                                 {"AWS_LAMBDA_LOG_FORMAT", "JSON"},
                                                                 {"LOG_LEVEL", "DEBUG"}}));
  Logger first(options, clock_, sink());
  Logger second(options, clock_, sink());
  first.debug("nothing");
  EXPECT_THAT(lines_, IsEmpty());
  first.info("a");
  second.info("b");
  ASSERT_THAT(lines_, SizeIs(3));
  const Json warning = Json::parse(lines_[0]);
  EXPECT_EQ(warning["level"], "WARN");
  EXPECT_EQ(warning["asked"], "DEBUG");
}

class LogBufferTest : public LogPowertoolsTest {
 protected:
  static LogOptions buffered(std::size_t bytes = 20480) {
    LogOptions options{LogFormat::Json, LogLevel::Info};
    options.buffer_bytes = bytes;
    return options;
  }
};

TEST_F(LogBufferTest, HoldsLinesUntilAnErrorComes) {
  Logger log(buffered(), clock_, sink());
  log.set_invocation("id-1", "");
  EXPECT_TRUE(log.enabled(LogLevel::Debug));
  log.debug("one");
  log.log(LogLevel::Trace, "two", Json::object());
  log.info("written at once");
  EXPECT_THAT(messages(), ElementsAre("written at once"));
  log.error("broken");
  EXPECT_THAT(messages(), ElementsAre("written at once", "one", "two", "broken"));
  log.error("again");
  EXPECT_THAT(lines_, SizeIs(5)) << "held lines are written once";
  EXPECT_EQ(Json::parse(lines_[1])["level"], "DEBUG");
  EXPECT_EQ(Json::parse(lines_[1])["requestId"], "id-1");
}

TEST_F(LogBufferTest, ForgetsThemAtTheEndOfTheInvocation) {
  Logger log(buffered(), clock_, sink());
  log.set_invocation("id-1", "");
  log.debug("of the first");
  log.set_invocation({}, {});
  log.set_invocation("id-2", "");
  log.error("of the second");
  EXPECT_THAT(messages(), ElementsAre("of the second"));
}

TEST_F(LogBufferTest, WritesThemWhenAsked) {
  Logger log(buffered(), clock_, sink());
  log.debug("one");
  log.flush();
  log.flush();
  EXPECT_THAT(messages(), ElementsAre("one"));
}

TEST_F(LogBufferTest, HoldsTheLastLinesAndSaysHowManyAreLost) {
  Logger log(buffered(400), clock_, sink());
  for (int i = 0; i < 100; ++i) log.debug("line " + std::to_string(i));
  log.error("broken");
  ASSERT_GE(lines_.size(), 4U);
  EXPECT_EQ(messages().back(), "broken");
  EXPECT_EQ(messages().at(lines_.size() - 2), "line 99");
  EXPECT_EQ(Json::parse(lines_[0])["lines"], 100 - (lines_.size() - 2));
}

TEST_F(LogBufferTest, HoldsNothingOfALineThatIsTooLong) {
  Logger log(buffered(100), clock_, sink());
  log.debug(std::string(1'000'000, 'x'));
  log.flush();
  EXPECT_THAT(lines_, SizeIs(1));
  EXPECT_EQ(Json::parse(lines_[0])["lines"], 1);
}

TEST_F(LogBufferTest, IsOffUnlessAskedFor) {
  Logger log({LogFormat::Json, LogLevel::Info}, clock_, sink());
  EXPECT_FALSE(log.enabled(LogLevel::Debug));
  log.debug("one");
  log.error("broken");
  EXPECT_THAT(messages(), ElementsAre("broken"));
}

}  // namespace
}  // namespace shrike
