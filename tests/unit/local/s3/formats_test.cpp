#include "infra/local/s3/formats.h"

#include <chrono>

#include <gtest/gtest.h>

#include "infra/local/s3/digest.h"

namespace shrike::local {
namespace {

TEST(FormEncodeKey, SpellsKeysAsNotificationsDo) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"red flower.jpg", "red+flower.jpg"},
      {"a@b", "a%40b"},
      {"testupload/dir1/testfile.txt", "testupload/dir1/testfile.txt"},
      {"my photo+1.jpg", "my+photo%2B1.jpg"},
      {"date=2026/x", "date%3D2026/x"},
      {"ü", "%C3%BC"},
      {"100%", "100%25"},
      {"-._~", "-._~"},
      {std::string("\0", 1), "%00"},
      {"", ""},
  };
  for (const auto& [key, encoded] : cases) EXPECT_EQ(form_encode_key(key), encoded);
}

TEST(Dates, AreWrittenInUtcWhateverTheMachinesZone) {
  const TimePoint time = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) +
                         std::chrono::hours(3) + std::chrono::milliseconds(7);
  EXPECT_EQ(http_date(time), "Sun, 01 Nov 2026 03:00:00 GMT");
  EXPECT_EQ(iso_date(time), "2026-11-01T03:00:00.007Z");
  // Conditions of requests may name any year, and the system clock's own unit ends in 2262.
  EXPECT_EQ(http_date(std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)),
            "Fri, 31 Dec 9999 00:00:00 GMT");
  EXPECT_EQ(http_date(std::chrono::sys_days(std::chrono::year(1) / 1 / 1)),
            "Mon, 01 Jan 0001 00:00:00 GMT");
}

TEST(IsUtf8, RefusesOverlongSurrogateAndCutSequences) {
  for (const char* good : {"", "abc", "ü", "✓", "😀", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(good));
  for (const char* bad :
       {"\xFF", "\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "a\xE2\x9C", "\xE2\x28\xA1"}) {
    EXPECT_FALSE(is_utf8(bad));
  }
}

TEST(Hex, GoesBothWaysAndRefusesTheRest) {
  EXPECT_EQ(to_hex(std::string("\x00\xFF\x10", 3)), "00ff10");
  EXPECT_EQ(from_hex("00ff10"), std::string("\x00\xFF\x10", 3));
  for (const char* bad : {"0", "0x", "zz", "-1", " 1"}) EXPECT_EQ(from_hex(bad), "") << bad;
}

TEST(Digest, KnowsTheEmptyString) {
  EXPECT_EQ(to_hex(Digest(Digest::Kind::Md5).finish()), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(to_hex(Digest(Digest::Kind::Sha256).finish()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace shrike::local
