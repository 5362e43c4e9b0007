#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/iam/decision.h"
#include "infra/local/service_faults/service_fault.h"

namespace shrike::local {

/// What a function asks of a service, as far as the request says it.
struct ServiceCall {
  std::vector<AccessRequest> accesses;  ///< empty: the request says nothing that anybody knows
  std::string_view body = {};           ///< where it is at hand
};

/// What one call meets.
struct DueFault {
  std::optional<ServiceFault> fault = {};  ///< the first named of those that are not Slow
  std::chrono::milliseconds pause{0};      ///< of all that are
};

/// Counts calls and says which of them go wrong. Each fault has its own count, of the calls that
/// fit it, whether they met another fault or not. Chance comes from the seed: the same calls in the
/// same order meet the same faults. Thread-safe.
class ServiceFaultPlan {
 public:
  ServiceFaultPlan(std::vector<ServiceFault> faults, std::uint64_t seed);

  /// The next call has arrived.
  [[nodiscard]] DueFault due(const ServiceCall& call);

 private:
  struct Entry {
    ServiceFault fault;
    std::uint64_t calls = 0;
  };

  /// In [0, 1).
  double chance();
  bool is_due(Entry& entry);

  std::mutex mutex_;
  std::vector<Entry> entries_;
  std::mt19937_64 random_;
};

}  // namespace shrike::local
