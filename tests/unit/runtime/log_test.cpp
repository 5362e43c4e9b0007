#include "runtime/log.h"

#include <array>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;

class LogTest : public testing::Test {
 protected:
  Logger logger(LogFormat format, LogLevel level = LogLevel::Info) {
    return {
        {format, level}, clock_, [this](const LogLine& line) { lines_.emplace_back(line.text); }};
  }

  test::FixedClock clock_;
  std::vector<std::string> lines_;
};

TEST_F(LogTest, WritesJsonInAFixedOrderOfKeys) {
  Logger log = logger(LogFormat::Json);
  log.set_invocation("id-1", "tenant-1");
  log.warn("slow", {{"zeit", 12}, {"bucket", "uploads"}});
  EXPECT_THAT(lines_, ElementsAre(R"({"timestamp":"2026-11-21T03:30:00.007Z","level":"WARN",)"
                                  R"("message":"slow","requestId":"id-1","tenantId":"tenant-1",)"
                                  R"("bucket":"uploads","zeit":12})"));
}

TEST_F(LogTest, WritesTextInTabbedColumns) {
  Logger log = logger(LogFormat::Text);
  log.set_invocation("id-1", "");
  log.error("It broke",
            {{"key", "a b.jpg"}, {"n", 3}, {"labels", {"Dog", "Cat"}}, {"type", "A.B"}});
  EXPECT_THAT(lines_, ElementsAre("2026-11-21T03:30:00.007Z\tid-1\tERROR\tIt broke\t"
                                  "key=\"a b.jpg\"\tlabels=[\"Dog\",\"Cat\"]\tn=3\ttype=A.B"));
}

TEST_F(LogTest, NamesTheTenantInTextToo) {
  Logger log = logger(LogFormat::Text);
  log.set_invocation("id-1", "blue");
  log.info("hello");
  EXPECT_THAT(lines_, ElementsAre("2026-11-21T03:30:00.007Z\tid-1\tINFO\thello\ttenantId=blue"));
}

TEST_F(LogTest, LeavesTheInvocationOutBetweenInvocations) {
  Logger log = logger(LogFormat::Json);
  log.set_invocation("id-1", "tenant-1");
  log.set_invocation({}, {});
  log.info("idle");
  EXPECT_THAT(lines_, ElementsAre(R"({"timestamp":"2026-11-21T03:30:00.007Z","level":"INFO",)"
                                  R"("message":"idle"})"));
}

TEST_F(LogTest, KeepsBelowItsLevelSilent) {
  Logger log = logger(LogFormat::Json, LogLevel::Warn);
  log.debug("no");
  log.info("no", {{"a", 1}});
  log.warn("yes");
  EXPECT_EQ(lines_.size(), 1U);
  EXPECT_FALSE(log.enabled(LogLevel::Info));
  EXPECT_TRUE(log.enabled(LogLevel::Fatal));
}

TEST_F(LogTest, RenamesFieldsThatWouldForgeItsOwn) {
  Logger log = logger(LogFormat::Json);
  log.set_invocation("real", "");
  log.info("m", {{"requestId", "forged"}, {"level", "FATAL"}, {"tenantId", "x"}});
  const Json line = Json::parse(lines_.at(0));
  EXPECT_EQ(line["requestId"], "real");
  EXPECT_EQ(line["level"], "INFO");
  EXPECT_EQ(line["_requestId"], "forged");
  EXPECT_EQ(line["_level"], "FATAL");
  EXPECT_FALSE(line.contains("tenantId"));
}

// Newline, tab, escape, DEL and CSI in both its forms: whatever could begin a new line, a new
// column or a terminal's command.
constexpr std::string_view kInjection =
    "a\n2026-11-21T03:30:00.007Z\tid\tINFO\tforged\r\x1B[31m\x7F\xC2\x9Bz";

TEST_F(LogTest, LetsNothingForeignForgeALineOrAColumnOfText) {
  Logger log = logger(LogFormat::Text);
  log.set_invocation(std::string(kInjection), std::string(kInjection));
  log.info(kInjection, {{std::string(kInjection), kInjection}, {"k=\n", {{"\n", "\t"}}}});
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_EQ(std::count(lines_[0].begin(), lines_[0].end(), '\t'), 6);
  for (const char c : lines_[0]) {
    EXPECT_TRUE(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
  }
  EXPECT_EQ(lines_[0].find("\xC2\x9B"), std::string::npos);
  EXPECT_THAT(lines_[0], testing::HasSubstr(R"(a\n2026-11-21T03:30:00.007Z\tid\tINFO\tforged\r)"
                                            R"(\u001b[31m\u007f\u009bz)"));
}

TEST_F(LogTest, KeepsForeignControlsReadableInJson) {
  Logger log = logger(LogFormat::Json);
  log.info(kInjection, {{"value", kInjection}});
  ASSERT_EQ(lines_.size(), 1U);
  for (const char c : lines_[0]) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  }
  EXPECT_EQ(Json::parse(lines_[0])["message"], kInjection);
  EXPECT_EQ(Json::parse(lines_[0])["value"], kInjection);
}

TEST_F(LogTest, KeepsQuotesReadableAndBackslashesUnambiguousInText) {
  Logger log = logger(LogFormat::Text);
  log.info(R"(key "a\nb" of café)");
  EXPECT_EQ(lines_.at(0), "2026-11-21T03:30:00.007Z\t\tINFO\tkey \"a\\\\nb\" of café");
}

TEST_F(LogTest, ReplacesBytesThatAreNotUtf8) {
  for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
    lines_.clear();
    Logger log = logger(format);
    log.set_invocation("\xFF", "\xC3");
    log.info("<\x80>", {{"v", "\xF0\x9F"}, {"\xFE", 1}});
    ASSERT_EQ(lines_.size(), 1U);
    EXPECT_TRUE(Json::accept(Json(lines_[0]).dump())) << "dump() throws when it is not UTF-8";
    EXPECT_THAT(lines_[0], testing::HasSubstr("<\xEF\xBF\xBD>"));
  }
}

TEST(FileDescriptorSink, WritesWholeLinesThroughAFullPipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  std::string received;
  std::thread reader([&] {
    std::array<char, 4096> bytes{};
    for (ssize_t n = 0; (n = read(ends[0], bytes.data(), bytes.size())) > 0;) {
      received.append(bytes.data(), static_cast<std::size_t>(n));
    }
  });
  const std::string line(1 << 20, 'x');  // more than any pipe holds
  const LogSink sink = file_descriptor_sink(ends[1]);
  sink({line});
  sink({""});
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_TRUE(received == line + "\n\n");
}

TEST(FileDescriptorSink, GivesUpOnADescriptorThatCannotBeWritten) {
  file_descriptor_sink(-1)({"nobody reads this"});
}

TEST_F(LogTest, MixesNoLinesOfSeveralThreads) {
  Logger log = logger(LogFormat::Json);
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&log] {
      for (int n = 0; n < 50; ++n) log.info("line", {{"n", n}});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lines_.size(), 200U);
  for (const std::string& line : lines_) EXPECT_TRUE(Json::accept(line));
}

}  // namespace
}  // namespace shrike
