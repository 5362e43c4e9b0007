// Whatever comes from outside, by whichever way into the log: one event stays one line that shows
// what it says.
#include <array>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/crash_line.h"
#include "runtime/failure.h"
#include "runtime/hidden_text.h"
#include "runtime/log.h"
#include "runtime/metrics.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using Json = nlohmann::json;

struct Hostile {
  const char* what;
  std::string text;
};

std::string repeated(std::string_view unit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text;
}

std::vector<Hostile> hostile_texts() {
  return {
      {"a line of its own", "a\n{\"level\":\"INFO\",\"message\":\"forged\"}\n"},
      {"line ends of every kind", "a\rb\r\nc\vd\fe\xC2\x85g"},
      {"line and paragraph separator",
       "a\xE2\x80\xA8"
       "b\xE2\x80\xA9"
       "c"},
      {"columns", "a\t2026-11-21T03:30:00.007Z\tid\tERROR\tforged"},
      {"colours and a cleared screen", "\x1B[31mred\x1B[2J\x1B]0;title\x07"},
      {"the same in C1's one byte",
       "\xC2\x9B"
       "31mred"},
      {"text shown backwards", "\xE2\x80\xAEgpj.exe\xE2\x81\xA7x\xD8\x9Cy"},
      {"NUL, backspace and DEL", std::string("a\0b\b\x7F", 5)},
      {"quotes and backslashes", R"(","level":"FATAL","x":"\)"},
      {"what is not UTF-8", "\xFF\xC3(\xED\xA0\x80\xF4\x90\x80\x80\xE2\x80"},
  };
}

std::vector<Hostile> endless_texts() {
  constexpr std::size_t kTooLong = kLongestLine + 1;
  return {
      {"too many letters", std::string(kTooLong, 'x')},
      {"too many of NUL", std::string(kTooLong, '\0')},
      {"too many of DEL", std::string(kTooLong, '\x7F')},
      {"too much of what is not UTF-8", std::string(kTooLong, '\xFF')},
      {"too many separators", repeated("\xE2\x80\xA8", kTooLong)},
      {"too many letters of four bytes", repeated("\xF0\x9F\x90\xA6", kTooLong)},
  };
}

/// What a reader of the log relies on, whatever the line says.
void expect_one_plain_line(const std::string& line, LogFormat format) {
  EXPECT_LE(line.size(), kLongestLine);
  const std::string_view text = line;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_sequence(text.substr(i));
    ASSERT_GT(length, 0U) << "not UTF-8 at byte " << i;
    const auto hidden = hidden_text(text.substr(i, length));
    ASSERT_TRUE(!hidden || (format == LogFormat::Text && *hidden == u'\t')) << "byte " << i;
    i += length;
  }
  if (format == LogFormat::Json) {
    const Json parsed = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    ASSERT_TRUE(parsed.is_object()) << line.substr(0, 300);
    EXPECT_NE(parsed.value("message", ""), "forged");
  }
}

struct Way {
  const char* what;
  std::function<void(Logger& log, const std::string& hostile)> write;
  int columns;  ///< of a line of text
};

std::vector<Way> ways_into_the_log() {
  return {
      {"the message", [](Logger& log, const auto& text) { log.warn(text); }, 4},
      {"a field",
       [](Logger& log, const auto& text) {
         log.warn("m", {{"key", text}});
       },
       5},
      {"a field's name",
       [](Logger& log, const auto& text) {
         log.warn("m", {{text, 1}});
       },
       5},
      {"a list",
       [](Logger& log, const auto& text) {
         log.warn("m", {{"k", {text, text}}});
       },
       5},
      {"an object",
       [](Logger& log, const auto& text) {
         log.warn("m", {{"k", Json{{text, text}}}});
       },
       5},
      {"the request id",
       [](Logger& log, const auto& text) {
         log.set_invocation(text, "");
         log.warn("m");
       },
       4},
      {"the tenant id",
       [](Logger& log, const auto& text) {
         log.set_invocation("id", text);
         log.warn("m");
       },
       5},
      {"a key of every line",
       [](Logger& log, const auto& text) {
         log.append_keys({{"key", text}});
         log.warn("m");
       },
       5},
      {"a failure",
       [](Logger& log, const auto& text) {
         log_failure(log, LogLevel::Error, "m", {text, text, {}});
       },
       7},
  };
}

TEST(LogInjection, NothingForeignForgesALineOrAColumnByAnyWayIntoTheLog) {
  const test::FixedClock clock;
  for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
    for (const LogKeys keys : {LogKeys::Lambda, LogKeys::Powertools}) {
      for (const Way& way : ways_into_the_log()) {
        for (const Hostile& hostile : hostile_texts()) {
          SCOPED_TRACE(std::string(way.what) + ": " + hostile.what);
          std::vector<std::string> lines;
          LogOptions options{.format = format, .level = LogLevel::Info, .keys = keys};
          Logger log(options, clock, [&](const LogLine& line) { lines.emplace_back(line.text); });
          way.write(log, hostile.text);
          ASSERT_EQ(lines.size(), 1U);
          expect_one_plain_line(lines[0], format);
          if (format == LogFormat::Text) {
            EXPECT_EQ(1 + std::count(lines[0].begin(), lines[0].end(), '\t'), way.columns);
          }
        }
      }
    }
  }
}

TEST(LogInjection, BoundsALineWhateverItIsMadeOf) {
  const test::FixedClock clock;
  for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
    for (const Hostile& endless : endless_texts()) {
      SCOPED_TRACE(endless.what);
      std::vector<std::string> lines;
      Logger log({.format = format}, clock,
                 [&](const LogLine& line) { lines.emplace_back(line.text); });
      log.warn(endless.text, {{"key", endless.text}});
      ASSERT_EQ(lines.size(), 1U);
      expect_one_plain_line(lines[0], format);
    }
  }
}

TEST(LogInjection, KeepsWhatItCanOfALineThatIsTooLong) {
  const test::FixedClock clock;
  std::vector<std::string> lines;
  Logger log({.format = LogFormat::Json}, clock,
             [&](const LogLine& line) { lines.emplace_back(line.text); });
  log.set_invocation("id-1", "");
  Json fields{{"body", std::string(1024UL * 1024, 'x')}, {"bucket", "uploads"}, {"tries", 3}};
  for (int i = 0; i < 100; ++i) fields["z" + std::to_string(i)] = std::string(4000, 'z');
  log.error("It broke", fields);
  ASSERT_EQ(lines.size(), 1U);
  expect_one_plain_line(lines[0], LogFormat::Json);
  const Json line = Json::parse(lines[0]);
  EXPECT_EQ(line["message"], "It broke");
  EXPECT_EQ(line["requestId"], "id-1");
  EXPECT_EQ(line["bucket"], "uploads");
  EXPECT_EQ(line["tries"], 3);
  EXPECT_EQ(line["body"], std::string(kLongestCutValue, 'x'));
  EXPECT_GT(line["truncatedBytes"], 1024 * 1024);
  EXPECT_FALSE(line.contains("z99")) << "as many fields as fit";
}

TEST(LogInjection, LeavesALineOfTheLargestSizeWhole) {
  const test::FixedClock clock;
  std::vector<std::string> lines;
  Logger log({.format = LogFormat::Text}, clock,
             [&](const LogLine& line) { lines.emplace_back(line.text); });
  log.info("");
  const std::size_t room = kLongestLine - lines[0].size();
  log.info(std::string(room, 'x'));
  log.info(std::string(room + 1, 'x'));
  EXPECT_EQ(lines[1].size(), kLongestLine);
  EXPECT_LT(lines[2].size(), kLongestLine);
  EXPECT_THAT(lines[2], testing::HasSubstr("truncatedBytes="));
}

TEST(LogInjection, NoDocumentOfMetricsIsMoreThanALine) {
  const test::FixedClock clock;
  for (const Hostile& hostile : hostile_texts()) {
    SCOPED_TRACE(hostile.what);
    std::vector<std::string> lines;
    Metrics metrics({.name_space = "Shrike"}, clock,
                    [&](const LogLine& line) { lines.emplace_back(line.text); });
    metrics.add("Renditions", MetricUnit::Count, 1);
    metrics.add_metadata("key", hostile.text);
    metrics.flush();
    ASSERT_EQ(lines.size(), 1U);
    expect_one_plain_line(lines[0], LogFormat::Json);
  }
}

TEST(LogInjection, ACrashIsOneLineWhateverItWasAbout) {
  for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
    for (const Hostile& hostile : hostile_texts()) {
      SCOPED_TRACE(hostile.what);
      std::array<char, 24UL * 1024> memory{};
      CrashLine line(memory);
      line.begin({test::kNow, "m", hostile.text, hostile.text, hostile.text}, format,
                 LogKeys::Lambda, "");
      const std::string text(line.end());
      ASSERT_FALSE(text.empty());
      expect_one_plain_line(text, format);
    }
  }
}

}  // namespace
}  // namespace shrike
