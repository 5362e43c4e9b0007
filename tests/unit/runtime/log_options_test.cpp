#include "runtime/log_options.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

LogOptions options_from(std::map<std::string, std::string, std::less<>> variables) {
  return LogOptions::from(fixed_environment(std::move(variables)));
}

TEST(LogOptions, TakesFormatAndLevelFromTheEnvironmentWithoutCase) {
  struct Case {
    std::string format;
    std::string level;
    LogFormat expected_format;
    LogLevel expected_level;
  };
  for (const Case& row : {
           Case{"JSON", "TRACE", LogFormat::Json, LogLevel::Trace},
           Case{"json", "debug", LogFormat::Json, LogLevel::Debug},
           Case{"Text", "Info", LogFormat::Text, LogLevel::Info},
           Case{"text", "WARN", LogFormat::Text, LogLevel::Warn},
           Case{"yaml", "ERROR", LogFormat::Text, LogLevel::Error},
           Case{"", "FATAL", LogFormat::Text, LogLevel::Fatal},
           Case{"JSON ", "LOUD", LogFormat::Text, LogLevel::Info},
       }) {
    const LogOptions options = LogOptions::from(fixed_environment(
        {{"AWS_LAMBDA_LOG_FORMAT", row.format}, {"AWS_LAMBDA_LOG_LEVEL", row.level}}));
    EXPECT_EQ(options.format, row.expected_format) << row.format;
    EXPECT_EQ(options.level, row.expected_level) << row.level;
  }
  EXPECT_EQ(LogOptions::from(fixed_environment({})).format, LogFormat::Text);
  EXPECT_EQ(LogOptions::from(fixed_environment({})).level, LogLevel::Info);
}

TEST(LogOptions, LetsLambdasLevelWinOverPowertoolsAndThatOverTheCommonOne) {
  struct Case {
    std::map<std::string, std::string, std::less<>> variables;
    LogLevel level;
  };
  for (const Case& row : {
           Case{{{"LOG_LEVEL", "debug"}}, LogLevel::Debug},
           Case{{{"LOG_LEVEL", "debug"}, {"POWERTOOLS_LOG_LEVEL", "ERROR"}}, LogLevel::Error},
           Case{{{"POWERTOOLS_LOG_LEVEL", "nonsense"}, {"LOG_LEVEL", "WARNING"}}, LogLevel::Warn},
           Case{{{"POWERTOOLS_LOG_LEVEL", "CRITICAL"}}, LogLevel::Fatal},
           Case{{{"AWS_LAMBDA_LOG_LEVEL", "WARN"}, {"POWERTOOLS_LOG_LEVEL", "DEBUG"}},
                LogLevel::Warn},
           Case{{{"AWS_LAMBDA_LOG_LEVEL", "DEBUG"}, {"POWERTOOLS_LOG_LEVEL", "ERROR"}},
                LogLevel::Debug},
           Case{{}, LogLevel::Info},
       }) {
    EXPECT_EQ(options_from(row.variables).level, row.level);
  }
}

TEST(LogOptions, RemembersALevelThatLambdaDoesNotLetThrough) {
  const auto refused =
      options_from({{"AWS_LAMBDA_LOG_LEVEL", "WARN"}, {"POWERTOOLS_LOG_LEVEL", "DEBUG"}}).refused;
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->asked, LogLevel::Debug);
  EXPECT_FALSE(
      options_from({{"AWS_LAMBDA_LOG_LEVEL", "DEBUG"}, {"POWERTOOLS_LOG_LEVEL", "DEBUG"}}).refused);
  EXPECT_FALSE(options_from({{"POWERTOOLS_LOG_LEVEL", "DEBUG"}}).refused);
}

TEST(LogOptions, WritesJsonWithPowertoolsKeysWhenTheServiceHasAName) {
  const LogOptions options = options_from({{"POWERTOOLS_SERVICE_NAME", "images"},
                                           {"AWS_LAMBDA_LOG_FORMAT", "Text"},
                                           {"AWS_LAMBDA_FUNCTION_NAME", "resize"},
                                           {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"}});
  EXPECT_EQ(options.keys, LogKeys::Powertools);
  EXPECT_EQ(options.format, LogFormat::Json);
  EXPECT_EQ(options.service, "images");
  EXPECT_EQ(options.function_name, "resize");
  EXPECT_EQ(options.function_memory_size, "128");
  EXPECT_EQ(options_from({{"POWERTOOLS_SERVICE_NAME", ""}}).keys, LogKeys::Lambda);
}

TEST(LogOptions, TakesOnlyARateFromZeroToOne) {
  for (const auto& [text, rate] : std::map<std::string, double>{{"0.25", 0.25},
                                                                {"1", 1},
                                                                {"0", 0},
                                                                {"1.01", 0},
                                                                {"-0.1", 0},
                                                                {"nan", 0},
                                                                {"inf", 0},
                                                                {"0,5", 0},
                                                                {" 1", 0},
                                                                {"", 0}}) {
    EXPECT_EQ(options_from({{"POWERTOOLS_LOGGER_SAMPLE_RATE", text}}).sample_rate, rate) << text;
  }
}

TEST(LogOptions, TakesOnlyABufferUpToAMebibyte) {
  for (const auto& [text, bytes] : std::map<std::string, std::size_t>{{"20480", 20480},
                                                                      {"1048576", 1048576},
                                                                      {"1048577", 0},
                                                                      {"0", 0},
                                                                      {"-1", 0},
                                                                      {"1e3", 0},
                                                                      {"99999999999999999999", 0},
                                                                      {"", 0}}) {
    EXPECT_EQ(options_from({{"SHRIKE_LOG_BUFFER_BYTES", text}}).buffer_bytes, bytes) << text;
  }
}

TEST(LogOptions, RefusesABufferThatMeansNothingOnceThereIsALogToTellOfIt) {
  const auto check = [](const char* text) {
    check_log_buffer(fixed_environment({{"SHRIKE_LOG_BUFFER_BYTES", text}}));
  };
  check_log_buffer(fixed_environment({}));
  for (const char* good : {"", "0", "20480", "1048576"}) check(good);
  for (const char* bad : {"20KB", "-1", "1e3", "1048577", " 1", "99999999999999999999"}) {
    EXPECT_THROW(check(bad), Error) << bad;
  }
}

}  // namespace
}  // namespace shrike
