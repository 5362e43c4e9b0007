#include "handlers/modules/mail_text.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

using namespace std::string_literals;

TEST(MailText, IsOneLineWithoutControlCharacters) {
  const std::pair<std::string, std::string> rows[] = {
      {"photo 1.jpg", "photo 1.jpg"},
      {"a\r\nBcc: all@example.com", "a  Bcc: all@example.com"},
      {"a\0b\x7f"
       "c"s,
       "a b c"},
      {"next\u0085line", "next line"},
      {"one\u2028two\u2029three", "one two three"},
      {"größe €", "größe €"},
      {"broken \xff\xc3 bytes", "broken \uFFFD\uFFFD bytes"},
      {"", ""},
  };
  for (const auto& [bytes, line] : rows) EXPECT_EQ(one_line(bytes), line);
}

TEST(MailText, LosesItsMiddleWhereItIsTooLong) {
  const std::tuple<std::string, std::size_t, std::string> rows[] = {
      {"abcdef", 6, "abcdef"}, {"abcdefg", 6, "abc…fg"}, {"abcdefg", 1, "…"},
      {"abcdefg", 0, ""},      {"äöüßéèç", 5, "äö…èç"},  {"", 3, ""},
  };
  for (const auto& [text, characters, expected] : rows) {
    EXPECT_EQ(shortened(text, characters), expected) << text << " to " << characters;
  }
}

TEST(MailText, NamesAnObjectOnOneLine) {
  EXPECT_EQ(uri_of(BucketName("uploads"), ObjectKey("a\nb/\xFF.jpg")),
            "s3://uploads/a b/\uFFFD.jpg");
}

TEST(MailText, GivesTheTimeInUtc) {
  EXPECT_EQ(utc(TimePoint(std::chrono::seconds(1'700'000'000))), "2023-11-14 22:13:20 UTC");
}

TEST(MailText, CountsCharactersNotBytes) {
  EXPECT_EQ(character_count("äö€😀x"), 5U);
  EXPECT_EQ(character_count(""), 0U);
}

}  // namespace
}  // namespace shrike
