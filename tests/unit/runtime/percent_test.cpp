#include "runtime/percent.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(Percent, EncodesAllButTheUnreservedInUpperCaseHex) {
  EXPECT_EQ(percent_encode("AZaz09-._~", ""), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a b+c/ä", ""), "a%20b%2Bc%2F%C3%A4");
  EXPECT_EQ(percent_encode(std::string("\0\xff", 2), ""), "%00%FF");
}

TEST(Percent, KeepsWhatIsSafe) { EXPECT_EQ(percent_encode("a/b c", "/"), "a/b%20c"); }

TEST(Percent, DecodesEitherCaseOnceAndLeavesPlusAlone) {
  EXPECT_EQ(percent_decode("%C3%a4+%252F"), "ä+%2F");
}

TEST(Percent, KeepsMalformedEscapesAsTheyAre) {
  for (const std::string text : {"%", "%4", "a%", "a%4", "%zz", "%4g", "%g4"}) {
    EXPECT_EQ(percent_decode(text), text);
  }
  EXPECT_EQ(percent_decode("%%41"), "%A");
}

TEST(Percent, BringsBackEveryByte) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  EXPECT_EQ(percent_decode(percent_encode(bytes, "")), bytes);
}

}  // namespace
}  // namespace shrike
