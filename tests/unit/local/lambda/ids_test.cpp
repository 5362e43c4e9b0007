#include "infra/local/lambda/ids.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using testing::MatchesRegex;

RandomBits all_ones() {
  return [] { return ~std::uint64_t{0}; };
}

TEST(Uuid, IsOfVersionFourWhateverTheBits) {
  EXPECT_EQ(uuid(all_ones()), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  EXPECT_EQ(uuid([] { return std::uint64_t{0}; }), "00000000-0000-4000-8000-000000000000");
}

TEST(Uuid, IsAnotherEachTime) {
  const auto random = random_bits();
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(uuid(random));
  EXPECT_EQ(seen.size(), 1000U);
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
