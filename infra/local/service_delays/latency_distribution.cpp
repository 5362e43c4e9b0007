#include "infra/local/service_delays/latency_distribution.h"

#include <cmath>

#include <boost/math/distributions/normal.hpp>

namespace shrike::local {

double latency_ms_at(const LatencyDistribution& distribution, double share) {
  const boost::math::normal standard;
  const double deviation =
      std::log(distribution.p99_ms / distribution.p50_ms) / boost::math::quantile(standard, 0.99);
  return distribution.p50_ms * std::exp(deviation * boost::math::quantile(standard, share));
}

}  // namespace shrike::local
