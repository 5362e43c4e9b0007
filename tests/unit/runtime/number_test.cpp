#include "runtime/number.h"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(ParseNumber, ReadsATextThatIsANumberFromEndToEnd) {
  EXPECT_EQ(parse_number<int>("0"), 0);
  EXPECT_EQ(parse_number<int>("007"), 7);
  EXPECT_EQ(parse_number<int>("-12"), -12);
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615"),
            std::numeric_limits<std::uint64_t>::max());
}

TEST(ParseNumber, TakesNothingElseBesideTheDigits) {
  for (const char* text : {"", " ", "-", "+1", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "one"}) {
    EXPECT_EQ(parse_number<int>(text), std::nullopt) << '"' << text << '"';
  }
  EXPECT_EQ(parse_number<int>(std::string_view("1\0", 2)), std::nullopt);
  EXPECT_EQ(parse_number<int>(std::string_view()), std::nullopt);
}

TEST(ParseNumber, TakesNothingThatDoesNotFitItsType) {
  EXPECT_EQ(parse_number<std::uint16_t>("65536"), std::nullopt);
  EXPECT_EQ(parse_number<unsigned>("-1"), std::nullopt);
  EXPECT_EQ(parse_number<int>("2147483648"), std::nullopt);
  EXPECT_EQ(parse_number<double>("1e999"), std::nullopt);
}

TEST(ParseNumber, ReadsTheDigitsOfItsBaseInEitherCase) {
  EXPECT_EQ(parse_number<unsigned>("1f90", 16), 8080U);
  EXPECT_EQ(parse_number<unsigned>("1F90", 16), 8080U);
  EXPECT_EQ(parse_number<unsigned>("0x1f", 16), std::nullopt);
  EXPECT_EQ(parse_number<unsigned>("8", 8), std::nullopt);
}

TEST(ParseNumber, ReadsFractionsButNoInfinityAndNoNaN) {
  EXPECT_EQ(parse_number<double>("0.5"), 0.5);
  EXPECT_EQ(parse_number<double>("-2"), -2.0);
  EXPECT_EQ(parse_number<double>("1e3"), 1000.0);
  for (const char* text : {"", "inf", "-INF", "infinity", "nan", "0.5%", " 0.5", "+1", "1,5"}) {
    EXPECT_EQ(parse_number<double>(text), std::nullopt) << '"' << text << '"';
  }
}

}  // namespace
}  // namespace shrike
