#include "infra/local/service_delays/latency_distribution.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(LatencyDistribution, GoesThroughItsPercentiles) {
  const LatencyDistribution distribution{.p50_ms = 25, .p99_ms = 80};
  EXPECT_NEAR(latency_ms_at(distribution, 0.5), 25, 1e-9);
  EXPECT_NEAR(latency_ms_at(distribution, 0.99), 80, 1e-9);
}

TEST(LatencyDistribution, IsAsWideBelowTheMedianAsAboveItOnALogarithmicScale) {
  const LatencyDistribution distribution{.p50_ms = 490, .p99_ms = 800};
  EXPECT_NEAR(latency_ms_at(distribution, 0.01), 490.0 * 490.0 / 800.0, 1e-9);
}

TEST(LatencyDistribution, GrowsWithTheShareAndStaysAboveZero) {
  const LatencyDistribution distribution{.p50_ms = 30, .p99_ms = 200};
  double last = 0;
  for (const double share : {0x1p-53, 0.001, 0.2, 0.5, 0.9, 0.999, 1 - 0x1p-53}) {
    const double latency = latency_ms_at(distribution, share);
    EXPECT_GT(latency, last) << share;
    last = latency;
  }
}

TEST(LatencyDistribution, IsAlwaysTheSameWhereBothPercentilesAre) {
  const LatencyDistribution distribution{.p50_ms = 40, .p99_ms = 40};
  EXPECT_EQ(latency_ms_at(distribution, 0.001), 40);
  EXPECT_EQ(latency_ms_at(distribution, 0.999), 40);
}

}  // namespace
}  // namespace shrike::local
