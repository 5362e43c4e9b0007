#pragma once

namespace shrike::local {

/// A lognormal distribution, which is what the latencies of services that are spread over many
/// machines look like: none is much below the median, some are far above it.
struct LatencyDistribution {
  double p50_ms = 0;  ///< above 0
  double p99_ms = 0;  ///< p50_ms or more; the same means that all are alike
};

/// The latency in milliseconds that `share` of all are at most: 0.5 gives p50_ms, 0.99 p99_ms.
/// `share` is above 0 and below 1.
[[nodiscard]] double latency_ms_at(const LatencyDistribution& distribution, double share);

}  // namespace shrike::local
