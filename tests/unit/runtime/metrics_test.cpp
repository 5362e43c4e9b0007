#include "runtime/metrics.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using Json = nlohmann::json;
using testing::IsEmpty;
using testing::SizeIs;

class MetricsTest : public testing::Test {
 protected:
  LogSink sink() {
    return [this](const LogLine& line) {
      EXPECT_EQ(line.format, LogFormat::Json);
      EXPECT_EQ(line.level, LogLevel::Info);
      lines_.emplace_back(line.text);
    };
  }

  template <typename Action>
  static std::string error_of(const Action& action) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Reject);
      return error.type();
    }
    return "none";
  }

  test::FixedClock clock_;
  std::vector<std::string> lines_;
  Metrics metrics_{
      {.name_space = "Shrike", .service = "images", .function_name = "resize"}, clock_, sink()};
};

TEST_F(MetricsTest, WritesTheEmbeddedMetricFormat) {
  metrics_.add("Decoded", MetricUnit::Count, 1);
  metrics_.add("Decoded", MetricUnit::Count, 2.5);
  metrics_.add("Latency", MetricUnit::Milliseconds, 12, MetricResolution::High);
  metrics_.add_dimension("format", "JPEG");
  metrics_.add_metadata("key", "a.jpg");
  EXPECT_THAT(lines_, IsEmpty());
  metrics_.flush();
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_EQ(lines_[0],
            R"({"_aws":{"Timestamp":1795231800007,"CloudWatchMetrics":[{"Namespace":"Shrike",)"
            R"("Dimensions":[["format","service"]],"Metrics":[{"Name":"Decoded","Unit":"Count"},)"
            R"({"Name":"Latency","Unit":"Milliseconds","StorageResolution":1}]}]},)"
            R"("format":"JPEG","service":"images","Decoded":[1.0,2.5],"Latency":[12.0],)"
            R"("key":"a.jpg"})");
}

TEST_F(MetricsTest, WritesNothingWithoutAValue) {
  metrics_.add_dimension("format", "JPEG");
  metrics_.add_metadata("key", 1);
  metrics_.flush();
  EXPECT_THAT(lines_, IsEmpty());
}

TEST_F(MetricsTest, ForgetsAllButDefaultDimensionsWhenFlushed) {
  metrics_.default_dimension("stage", "test");
  metrics_.add_dimension("format", "JPEG");
  metrics_.add_metadata("key", 1);
  metrics_.set_timestamp(test::kNow - std::chrono::hours(1));
  metrics_.add("N", MetricUnit::None, 1);
  metrics_.flush();
  metrics_.add("N", MetricUnit::Count, 1);
  metrics_.flush();
  metrics_.flush();
  ASSERT_THAT(lines_, SizeIs(2));
  const Json first = Json::parse(lines_[0]);
  EXPECT_EQ(first["_aws"]["Timestamp"], 1795231800007 - 3600 * 1000);
  const Json second = Json::parse(lines_[1]);
  EXPECT_EQ(second["_aws"]["Timestamp"], 1795231800007);
  EXPECT_EQ(second["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            Json::parse(R"([["service","stage"]])"));
  EXPECT_FALSE(second.contains("key"));
}

TEST_F(MetricsTest, FlushesAtAHundredMetricsAndKeepsTheDimensions) {
  metrics_.add_dimension("format", "JPEG");
  for (int i = 0; i < 101; ++i) metrics_.add("m" + std::to_string(i), MetricUnit::Count, i);
  ASSERT_THAT(lines_, SizeIs(1));
  metrics_.flush();
  ASSERT_THAT(lines_, SizeIs(2));
  EXPECT_THAT(Json::parse(lines_[0])["_aws"]["CloudWatchMetrics"][0]["Metrics"], SizeIs(100));
  const Json rest = Json::parse(lines_[1]);
  EXPECT_EQ(rest["m100"], Json::parse("[100.0]"));
  EXPECT_EQ(rest["format"], "JPEG");
}

TEST_F(MetricsTest, FlushesAtAHundredValues) {
  for (int i = 0; i < 250; ++i) metrics_.add("m", MetricUnit::Count, i);
  metrics_.flush();
  ASSERT_THAT(lines_, SizeIs(3));
  EXPECT_THAT(Json::parse(lines_[0])["m"], SizeIs(100));
  EXPECT_THAT(Json::parse(lines_[1])["m"], SizeIs(100));
  EXPECT_THAT(Json::parse(lines_[2])["m"], SizeIs(50));
}

TEST_F(MetricsTest, LeavesOutMetadataThatWouldMakeALineTooLongForLambdasLog) {
  metrics_.add("m", MetricUnit::Count, 1);
  metrics_.add_metadata("note", std::string(300'000, 'x'));
  metrics_.flush();
  ASSERT_THAT(lines_, SizeIs(1));
  const Json line = Json::parse(lines_[0]);
  EXPECT_EQ(line["m"], Json::parse("[1.0]"));
  EXPECT_FALSE(line.contains("note"));
}

TEST_F(MetricsTest, WritesSeveralLinesWhereOneWouldBeTooLongForLambdasLog) {
  metrics_.add_dimension("format", "JPEG");
  for (int value = 0; value < 99; ++value) {
    for (int i = 0; i < 100; ++i) {
      metrics_.add(std::to_string(i) + std::string(250, 'm'), MetricUnit::TerabitsPerSecond,
                   (value + 1) * -1.2345678901234567e-100);
    }
  }
  metrics_.flush();
  EXPECT_GT(lines_.size(), 1U);
  std::size_t values = 0;
  for (const std::string& text : lines_) {
    EXPECT_LE(text.size(), 262'118U);
    const Json line = Json::parse(text);
    EXPECT_EQ(line["format"], "JPEG");
    for (const auto& metric : line["_aws"]["CloudWatchMetrics"][0]["Metrics"]) {
      values += line[metric["Name"].get<std::string>()].size();
    }
  }
  EXPECT_EQ(values, 9'900U);
}

TEST_F(MetricsTest, WritesAMetricWithAllThatTheFormatAllowsOnOneLine) {
  for (int i = 0; i < 29; ++i) {
    metrics_.add_dimension(std::string(248, '"') + std::to_string(10 + i), std::string(1024, '"'));
  }
  const std::string name = [] {
    std::string text;
    for (int i = 0; i < 127; ++i) text += "\xC2\x9B";  // six bytes each when it is hidden
    return text;
  }();
  metrics_.add_metadata("note", std::string(200'000, 'x'));
  for (int i = 0; i < 100; ++i) metrics_.add(name, MetricUnit::Count, -1.2345678901234567e-300);
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_LT(lines_[0].size(), 262'118U / 2);
  EXPECT_THAT(Json::parse(lines_[0])[name], SizeIs(100));
}

TEST_F(MetricsTest, WritesTheColdStartOnALineOfItsOwn) {
  metrics_.add("N", MetricUnit::Count, 1);
  metrics_.add_dimension("format", "JPEG");
  metrics_.add_cold_start();
  ASSERT_THAT(lines_, SizeIs(1));
  EXPECT_EQ(lines_[0],
            R"({"_aws":{"Timestamp":1795231800007,"CloudWatchMetrics":[{"Namespace":"Shrike",)"
            R"("Dimensions":[["function_name","service"]],)"
            R"("Metrics":[{"Name":"ColdStart","Unit":"Count"}]}]},)"
            R"("function_name":"resize","service":"images","ColdStart":[1.0]})");
}

TEST_F(MetricsTest, RefusesNamesThatTheFormatDoesNotAllow) {
  for (const std::string& name :
       {std::string(), std::string("  "), std::string(256, 'x'), std::string("a\nb"),
        std::string("_aws"), std::string("service"), std::string("\x7F")}) {
    EXPECT_EQ(error_of([&] { metrics_.add(name, MetricUnit::Count, 1); }), "Metrics.InvalidName");
    EXPECT_EQ(error_of([&] { metrics_.add_metadata(name, 1); }), "Metrics.InvalidName");
  }
  metrics_.add(std::string(255, 'x'), MetricUnit::Count, 1);
  metrics_.add("Größe", MetricUnit::Bytes, 1);
  metrics_.flush();
  EXPECT_THAT(lines_, SizeIs(1));
}

TEST_F(MetricsTest, RefusesASecondThingOfOneName) {
  metrics_.add("taken", MetricUnit::Count, 1);
  metrics_.add_metadata("note", 1);
  metrics_.add_metadata("note", 2);
  metrics_.add_dimension("format", "JPEG");
  EXPECT_EQ(error_of([&] { metrics_.add_metadata("taken", 1); }), "Metrics.InvalidName");
  EXPECT_EQ(error_of([&] { metrics_.add_dimension("taken", "1"); }), "Metrics.InvalidName");
  EXPECT_EQ(error_of([&] { metrics_.add_dimension("note", "1"); }), "Metrics.InvalidName");
  EXPECT_EQ(error_of([&] { metrics_.add("format", MetricUnit::Count, 1); }), "Metrics.InvalidName");
  EXPECT_EQ(error_of([&] { metrics_.add("note", MetricUnit::Count, 1); }), "Metrics.InvalidName");
}

TEST_F(MetricsTest, RefusesValuesThatCloudWatchDoesNotTake) {
  const double most = std::ldexp(1.0, 360);
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), most * 1.01, -most * 1.01}) {
    EXPECT_EQ(error_of([&] { metrics_.add("m", MetricUnit::Count, value); }),
              "Metrics.InvalidValue");
  }
  metrics_.add("m", MetricUnit::Count, most);
  metrics_.add("m", MetricUnit::Count, -most);
}

TEST_F(MetricsTest, RefusesAnotherUnitOrResolutionOnTheSameLine) {
  metrics_.add("m", MetricUnit::Count, 1);
  EXPECT_EQ(error_of([&] { metrics_.add("m", MetricUnit::Bytes, 1); }), "Metrics.InvalidUnit");
  EXPECT_EQ(error_of([&] { metrics_.add("m", MetricUnit::Count, 1, MetricResolution::High); }),
            "Metrics.InvalidUnit");
  metrics_.flush();
  metrics_.add("m", MetricUnit::Bytes, 1);
}

TEST_F(MetricsTest, RefusesDimensionsThatCloudWatchDoesNotTake) {
  const auto refuses = [&](const std::string& name, const std::string& value) {
    EXPECT_EQ(error_of([&] { metrics_.add_dimension(name, value); }), "Metrics.InvalidDimension");
    EXPECT_EQ(error_of([&] { metrics_.default_dimension(name, value); }),
              "Metrics.InvalidDimension");
  };
  for (const auto* name : {"", " ", ":name", "ä", "n\n"}) refuses(name, "v");
  for (const auto* value : {"", "  ", "ä"}) refuses("n", value);
  refuses(std::string(251, 'n'), "v");
  refuses("n", std::string(1025, 'v'));
}

TEST_F(MetricsTest, TakesTwentyNineDimensionsBesidesTheService) {
  for (int i = 0; i < 28; ++i) metrics_.add_dimension("d" + std::to_string(i), "v");
  metrics_.default_dimension("d28", "v");
  EXPECT_EQ(error_of([&] { metrics_.add_dimension("d29", "v"); }), "Metrics.TooManyDimensions");
  metrics_.add_dimension("d0", "another value");
  metrics_.add("m", MetricUnit::Count, 1);
  metrics_.flush();
  const Json line = Json::parse(lines_.at(0));
  EXPECT_THAT(line["_aws"]["CloudWatchMetrics"][0]["Dimensions"][0], SizeIs(30));
  EXPECT_EQ(line["d0"], "another value");
}

TEST_F(MetricsTest, TakesTimesOfTwoWeeksBackAndTwoHoursAhead) {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  metrics_.set_timestamp(test::kNow - hours(14 * 24));
  metrics_.set_timestamp(test::kNow + hours(2));
  for (const TimePoint time : {test::kNow - hours(14 * 24) - milliseconds(1),
                               test::kNow + hours(2) + milliseconds(1), TimePoint{}}) {
    EXPECT_EQ(error_of([&] { metrics_.set_timestamp(time); }), "Metrics.InvalidTimestamp");
  }
}

TEST_F(MetricsTest, RefusesANamespaceThatIsNone) {
  for (const std::string& name : {std::string(), std::string(" "), std::string(":a"),
                                  std::string(256, 'a'), std::string("ä"), std::string("a\nb")}) {
    EXPECT_EQ(error_of([&] { Metrics({.name_space = name}, clock_, sink()); }),
              "Metrics.InvalidNamespace");
  }
}

TEST_F(MetricsTest, RefusesAServiceThatIsNoDimension) {
  EXPECT_EQ(error_of([&] { Metrics({.name_space = "a", .service = "café"}, clock_, sink()); }),
            "Metrics.InvalidDimension");
}

TEST_F(MetricsTest, LetsNothingForeignForgeALineOrCommandATerminal) {
  metrics_.add_metadata("note", "a\n{\"_aws\":1}\x1B[31m\x7F\xC2\x9B\xFF");
  metrics_.add("m", MetricUnit::Count, 1);
  metrics_.flush();
  for (const char c : lines_.at(0)) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  }
  EXPECT_EQ(Json::parse(lines_[0])["note"], "a\n{\"_aws\":1}\x1B[31m\x7F\xC2\x9B\xEF\xBF\xBD");
}

TEST(MetricUnit, HasCloudWatchsNames) {
  EXPECT_EQ(name_of(MetricUnit::Seconds), "Seconds");
  EXPECT_EQ(name_of(MetricUnit::Percent), "Percent");
  EXPECT_EQ(name_of(MetricUnit::BytesPerSecond), "Bytes/Second");
  EXPECT_EQ(name_of(MetricUnit::TerabitsPerSecond), "Terabits/Second");
  EXPECT_EQ(name_of(MetricUnit::CountPerSecond), "Count/Second");
  EXPECT_EQ(name_of(MetricUnit::None), "None");
}

TEST(MetricsOptions, ComeFromPowertoolsVariables) {
  const auto options = MetricsOptions::from(fixed_environment({
      {"POWERTOOLS_METRICS_NAMESPACE", "Shrike"},
      {"POWERTOOLS_SERVICE_NAME", "images"},
      {"AWS_LAMBDA_FUNCTION_NAME", "resize"},
  }));
  EXPECT_EQ(options.name_space, "Shrike");
  EXPECT_EQ(options.service, "images");
  EXPECT_EQ(options.function_name, "resize");
  EXPECT_EQ(MetricsOptions::from(fixed_environment({})).service, "service_undefined");
}

class MetricsMiddlewareTest : public MetricsTest {
 protected:
  void invoke(bool cold, const Proceed& handler) {
    const Invocation invocation;
    const Context context;
    Logger log({LogFormat::Json, LogLevel::Info}, clock_, [](const LogLine&) {});
    Call call{.invocation = invocation, .context = context, .log = log, .cold_start = cold};
    metrics_middleware(metrics_)(call, handler);
  }
};

TEST_F(MetricsMiddlewareTest, CountsTheColdStartOnceAndFlushesAfterEachInvocation) {
  const auto handler = [&] { metrics_.add("m", MetricUnit::Count, 1); };
  invoke(/*cold=*/true, handler);
  ASSERT_THAT(lines_, SizeIs(2));
  EXPECT_TRUE(Json::parse(lines_[0]).contains("ColdStart"));
  EXPECT_TRUE(Json::parse(lines_[1]).contains("m"));
  invoke(/*cold=*/false, handler);
  EXPECT_THAT(lines_, SizeIs(3));
}

TEST_F(MetricsMiddlewareTest, FlushesWhenTheHandlerThrowsAndLetsItPass) {
  const auto handler = [&] {
    metrics_.add("m", MetricUnit::Count, 1);
    throw std::runtime_error("broken");
  };
  EXPECT_THROW(invoke(/*cold=*/false, handler), std::runtime_error);
  EXPECT_THAT(lines_, SizeIs(1));
}

}  // namespace
}  // namespace shrike
