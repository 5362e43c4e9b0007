#include "runtime/signal_safe_text.h"

#include <array>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using Json = nlohmann::json;

std::string escaped(std::string_view text) {
  std::array<char, 4096> memory{};
  SignalSafeText out(memory);
  out.append_escaped(text);
  return std::string(out.view());
}

TEST(SignalSafeText, WritesNumbersAndTimes) {
  std::array<char, 100> memory{};
  SignalSafeText text(memory);
  text.append(0, 10);
  text.append(" ");
  text.append(UINT64_MAX, 10);
  text.append(" ");
  text.append(0xAB, 16, 4);
  text.append(" ");
  text.append(test::kNow);
  EXPECT_EQ(text.view(), "0 18446744073709551615 00ab 2026-11-21T03:30:00.007Z");
}

TEST(SignalSafeText, LeavesOutAllThatComesAfterWhatDoesNotFit) {
  std::array<char, 4> memory{};
  SignalSafeText text(memory);
  text.append("abc");
  text.append("de");
  text.append("f");
  EXPECT_EQ(text.view(), "abc");
  EXPECT_TRUE(text.overflowed());
  text.cut(1);
  text.append("xyz");
  EXPECT_EQ(text.view(), "axyz");
  EXPECT_FALSE(text.overflowed());
  EXPECT_EQ(text.room(), 0U);
}

TEST(SignalSafeText, EscapesWhatWouldEndAStringOrCommandATerminal) {
  EXPECT_EQ(escaped("a\"b\\c\nd\x01\x7F"), R"(a\"b\\c\nd\u0001\u007f)");
  EXPECT_EQ(escaped("\xC2\x80\xC2\x9F\xC2\xA0"), "\\u0080\\u009f\xC2\xA0");
  EXPECT_EQ(escaped(std::string_view("\0", 1)), "\\u0000");
}

// nlohmann's replacement is the second opinion on what UTF-8 is.
TEST(SignalSafeText, MakesJsonOfEveryPairAndTripleOfBytes) {
  const std::array<char, 14> bytes{'a',    '\x7F', '\x80', '\x8F', '\x90', '\x9F', '\xA0',
                                   '\xBF', '\xC1', '\xC2', '\xE0', '\xED', '\xF0', '\xF4'};
  std::string text(4, ' ');
  for (const char first :
       {'\xC2', '\xDF', '\xE0', '\xE1', '\xED', '\xEF', '\xF0', '\xF4', '\xF5'}) {
    for (const char second : bytes) {
      for (const char third : bytes) {
        for (const char fourth : bytes) {
          text = {first, second, third, fourth};
          const bool valid = Json::accept('"' + text + '"');
          const std::string out = escaped(text);
          ASSERT_TRUE(Json::accept('"' + out + '"'))
              << Json(out).dump(-1, ' ', true, Json::error_handler_t::replace);
          ASSERT_EQ(out.find("\xEF\xBF\xBD") == std::string::npos, valid);
          if (valid) {
            ASSERT_EQ(Json::parse('"' + out + '"'), text);
          }
        }
      }
    }
  }
}

TEST(Utf8Sequence, IsNothingForNothing) { EXPECT_EQ(utf8_sequence(""), 0U); }

}  // namespace
}  // namespace shrike
