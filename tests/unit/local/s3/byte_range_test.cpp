#include "infra/local/s3/byte_range.h"

#include <gtest/gtest.h>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

struct RangeCase {
  const char* header;
  std::optional<ByteRange> range;
};

// What S3 gave for an object of ten bytes, recorded in February 2026.
TEST(ParseRange, CutsRangesAsS3Does) {
  const std::vector<RangeCase> cases{
      {"bytes=0-8", ByteRange{0, 8}},
      {"bytes=1-1", ByteRange{1, 1}},
      {"bytes=1-", ByteRange{1, 9}},
      {"bytes=-2", ByteRange{8, 9}},
      {"bytes=-9", ByteRange{1, 9}},
      {"bytes=-15", ByteRange{0, 9}},
      {"bytes=0-100", ByteRange{0, 9}},
      {"bytes=1-0", std::nullopt},
      {"bytes=-1-", std::nullopt},
      {"bytes=0--1", std::nullopt},
      {"bytes=0-1,3-4,7-9", std::nullopt},
      {"bytes=-", std::nullopt},
      {"bytes=", std::nullopt},
      {"bits=0-1", std::nullopt},
      {"0-1", std::nullopt},
      {"", std::nullopt},
      {"bytes=a-b", std::nullopt},
  };
  for (const RangeCase& each : cases)
    EXPECT_EQ(parse_range(each.header, 10), each.range) << each.header;
}

// RFC 9110, 14.1.2: a last byte behind the end means the rest, however large its number.
TEST(ParseRange, TakesANumberThatFitsNoTypeForOneBehindTheEnd) {
  EXPECT_EQ(parse_range("bytes=2-99999999999999999999", 10), (ByteRange{2, 9}));
  EXPECT_EQ(parse_range("bytes=-99999999999999999999", 10), (ByteRange{0, 9}));
  EXPECT_EQ(parse_range("bytes=0-+9", 10), std::nullopt);
  EXPECT_THROW(static_cast<void>(parse_range("bytes=99999999999999999999-", 10)), AwsFault);
}

TEST(ParseRange, RefusesRangesWithoutAByteInThem) {
  for (const char* header : {"bytes=-0", "bytes=100-200", "bytes=10-", "bytes=10-10"}) {
    try {
      static_cast<void>(parse_range(header, 10));
      FAIL() << header;
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.status(), 416);
      EXPECT_EQ(fault.code(), "InvalidRange");
      EXPECT_EQ(fault.details().at("ActualObjectSize"), "10");
      EXPECT_EQ(fault.details().at("RangeRequested"), header);
    }
  }
  EXPECT_THROW(static_cast<void>(parse_range("bytes=0-0", 0)), AwsFault);
  EXPECT_THROW(static_cast<void>(parse_range("bytes=-5", 0)), AwsFault);
}

TEST(ParseCopyRange, TakesNothingButTwoNumbersWithinTheSource) {
  EXPECT_EQ(parse_copy_range("bytes=0-9", 10), (ByteRange{0, 9}));
  const std::vector<std::pair<const char*, const char*>> refused{
      {"0-8", "InvalidArgument"},           {"bytes=1-0", "InvalidArgument"},
      {"bytes=-1-", "InvalidArgument"},     {"bytes=1-", "InvalidArgument"},
      {"bytes=-2", "InvalidArgument"},      {"bytes=0-100", "InvalidArgument"},
      {"bytes=0-1,3-4", "InvalidArgument"}, {"bytes=100-200", "InvalidRequest"},
  };
  for (const auto& [header, code] : refused) {
    try {
      static_cast<void>(parse_copy_range(header, 10));
      FAIL() << header;
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.status(), 400) << header;
      EXPECT_EQ(fault.code(), code) << header;
    }
  }
}

}  // namespace
}  // namespace shrike::local
