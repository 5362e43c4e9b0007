#include "handlers/image/exif.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace shrike {
namespace {

std::string ascii(const std::string& text) {
  return text + " (" + text + ", ASCII, " + std::to_string(text.size() + 1) + " components, " +
         std::to_string(text.size() + 1) + " bytes)";
}

std::string rationals(const std::string& text) {
  return text + " (51, 30, 0.00, Rational, 3 components, 24 bytes)";
}

GpsEntries somewhere() {
  return {.latitude = rationals("51/1 30/1 3600/100"),
          .latitude_ref = ascii("N"),
          .longitude = rationals("0/1 7/1 30/1"),
          .longitude_ref = ascii("W"),
          .altitude = "1055/10 (105.5, Rational, 1 components, 8 bytes)",
          .altitude_ref = "Sea level (Sea level, Byte, 1 components, 1 bytes)"};
}

TEST(ExifText, IsTheTextWithoutPadding) {
  EXPECT_EQ(exif_text(ascii("Canon")), "Canon");
  EXPECT_EQ(exif_text(ascii("NIKON CORPORATION   ")), "NIKON CORPORATION");
  EXPECT_EQ(exif_text(ascii("")), "");
}

TEST(ExifText, MayHoldBracketsAndCommas) {
  EXPECT_EQ(exif_text(ascii("Pixel 8 (Pro)")), "Pixel 8 (Pro)");
  EXPECT_EQ(exif_text(ascii("Acme (a, b), ASCII, (c)")), "Acme (a, b), ASCII, (c)");
}

TEST(ExifText, IsEmptyForOtherTypesAndRubbish) {
  for (const char* entry : {"", "(", ")", " (", "1/2 (0.5, Rational, 1 components, 8 bytes)",
                            "no brackets", ", Short, 1 components"}) {
    EXPECT_EQ(exif_text(entry), "") << entry;
  }
}

TEST(ExifText, TakesWhatStandsBeforeTheBracketWhenTheTwoDiffer) {
  EXPECT_EQ(exif_text("abcdef (abc, ASCII, 7 components, 7 bytes)"), "abcdef");
}

TEST(ExifTimestamp, IsIso8601WithTheOffsetThatTheFileHas) {
  const std::string date = ascii("2024:07:31 18:05:09");
  EXPECT_EQ(exif_timestamp(date, ""), "2024-07-31T18:05:09");
  EXPECT_EQ(exif_timestamp(date, ascii("+02:00")), "2024-07-31T18:05:09+02:00");
  EXPECT_EQ(exif_timestamp(date, ascii("-09:30")), "2024-07-31T18:05:09-09:30");
  EXPECT_EQ(exif_timestamp(date, ascii("Z")), "2024-07-31T18:05:09Z");
}

TEST(ExifTimestamp, LeavesOutAnOffsetThatIsNone) {
  const std::string date = ascii("2024:02:29 00:00:00");
  for (const char* offset : {"+2:00", "02:00", "+25:00", "+02:61", "   :  ", "CEST"}) {
    EXPECT_EQ(exif_timestamp(date, ascii(offset)), "2024-02-29T00:00:00") << offset;
  }
}

TEST(ExifTimestamp, IsEmptyForWhatIsNoDate) {
  for (const char* date :
       {"", "0000:00:00 00:00:00", "    :  :     :  :  ", "2023:02:29 10:00:00",
        "2024:13:01 10:00:00", "2024:01:01 24:00:00", "2024:01:01 10:60:00", "2024-01-01 10:00:00",
        "2024:01:01", "2024:01:01 10:00:00 extra", "2024:1:1 1:00:00:00"}) {
    EXPECT_EQ(exif_timestamp(ascii(date), ""), "") << date;
  }
}

TEST(GpsPosition, IsInDecimalDegreesWithTheHemispheresSign) {
  const auto position = gps_position(somewhere());
  ASSERT_TRUE(position);
  EXPECT_NEAR(position->latitude, 51.51, 1e-9);
  EXPECT_NEAR(position->longitude, -0.125, 1e-9);
  ASSERT_TRUE(position->altitude);
  EXPECT_NEAR(*position->altitude, 105.5, 1e-9);
}

TEST(GpsPosition, GoesBelowTheSea) {
  for (const char* below : {"1 (1, Byte, 1 components, 1 bytes)",
                            "Below sea level (Below sea level, Byte, 1 components, 1 bytes)"}) {
    GpsEntries entries = somewhere();
    entries.altitude_ref = below;
    EXPECT_NEAR(*gps_position(entries)->altitude, -105.5, 1e-9) << below;
  }
}

TEST(GpsPosition, NeedsNoSecondsAndNoAltitude) {
  GpsEntries entries = somewhere();
  entries.latitude = rationals("33/1 51750/1000");
  entries.longitude = rationals("151/1 12/1 0/0");
  entries.altitude = "";
  const auto position = gps_position(entries);
  ASSERT_TRUE(position);
  EXPECT_NEAR(position->latitude, 33.8625, 1e-9);
  EXPECT_NEAR(position->longitude, -151.2, 1e-9);
  EXPECT_FALSE(position->altitude);
}

TEST(GpsPosition, IsAbsentWhereTheNumbersMakeNoSense) {
  const std::vector<std::string> nonsense{
      "",
      "(",
      "51",
      "/",
      "51/",
      "/1",
      "51/0 30/1 0/1",
      "0/0 0/0 0/0",
      "91/1 0/1 0/1",
      "4294967295/1 0/1 0/1",
      "99999999999999999999/1 0/1 0/1",
      "-5/1 0/1 0/1",
      "51/1 61/1 0/1",
      "51/1 30/1 6001/100",
      "51/1 30/1 0/1 5/1",
      "51/1 30/1 0/1 5/1 6/1 7/1",
      "nan/1 0/1 0/1",
      "0x10/1 0/1 0/1",
      "51/1,30/1,0/1",
      std::string(100'000, '/'),
      std::string(100'000, ' '),
  };
  for (const std::string& text : nonsense) {
    GpsEntries entries = somewhere();
    entries.latitude = rationals(text);
    EXPECT_FALSE(gps_position(entries)) << text.substr(0, 40);
  }
}

TEST(GpsPosition, IsAbsentWithoutATrueHemisphere) {
  for (const char* ref : {"", "E", "n", "NORTH", "\x01"}) {
    GpsEntries entries = somewhere();
    entries.latitude_ref = ascii(ref);
    EXPECT_FALSE(gps_position(entries)) << ref;
  }
  EXPECT_FALSE(gps_position({}));
}

TEST(GpsPosition, LeavesOutAnAltitudeThatMakesNoSense) {
  for (const char* altitude : {"1/0 (inf)", "4294967295/1 (x)", "1/1 2/1 (x)", "high (x)"}) {
    GpsEntries entries = somewhere();
    entries.altitude = altitude;
    const auto position = gps_position(entries);
    ASSERT_TRUE(position) << altitude;
    EXPECT_FALSE(position->altitude) << altitude;
  }
}

}  // namespace
}  // namespace shrike
