#include "infra/local/lambda/ids.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

RandomBits all_ones() {
  return [] { return ~std::uint64_t{0}; };
}

TEST(TraceHeader, CarriesTheSecondAndNoLineage) {
  const TimePoint now{std::chrono::seconds{0x65F2A3B4}};
  EXPECT_EQ(trace_header(now, all_ones()),
            "Root=1-65f2a3b4-ffffffffffffffffffffffff;Parent=ffffffffffffffff;Sampled=0");
}

TEST(LogStreamName, CarriesTheDayInUtc) {
  const TimePoint now{std::chrono::seconds{1'763'769'599}};  // 2025-11-21T23:59:59Z
  EXPECT_EQ(log_stream_name(now, all_ones()),
            "2025/11/21/[$LATEST]ffffffffffffffffffffffffffffffff");
}

}  // namespace
}  // namespace shrike::local
