#include "infra/local/service_delays/delay_plan.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "infra/local/iam/wildcard.h"
#include "infra/local/lower_case.h"

namespace shrike::local {
namespace {

std::mt19937_64 generator_of(std::uint64_t seed, std::string_view name) {
  std::vector<std::uint32_t> material{static_cast<std::uint32_t>(seed),
                                      static_cast<std::uint32_t>(seed >> 32U)};
  for (const char c : name) material.push_back(static_cast<unsigned char>(c));
  std::seed_seq sequence(material.begin(), material.end());
  return std::mt19937_64(sequence);
}

/// Above 0 and below 1. The standard's distributions differ between libraries; its generators do
/// not.
double share_from(std::mt19937_64& random) {
  return std::ldexp(static_cast<double>(random() >> 12U) + 0.5, -52);
}

}  // namespace

DelayPlan::DelayPlan(std::vector<OperationDelay> delays, std::uint64_t seed) {
  for (auto& delay : delays) {
    delay.operation = lower_case(delay.operation);
    auto random = generator_of(seed, delay.operation);
    entries_.push_back({.delay = std::move(delay), .random = random});
  }
}

std::optional<DrawnDelay> DelayPlan::draw(std::string_view service, std::string_view action) {
  std::string operation = lower_case(action);
  std::replace(operation.begin(), operation.end(), ':', '.');
  const std::lock_guard lock(mutex_);
  auto* entry = entry_of(operation);
  if (entry == nullptr) entry = entry_of(lower_case(service) + ".*");
  if (entry == nullptr) entry = entry_of("*");
  if (entry == nullptr) return std::nullopt;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  const Milliseconds latency(latency_ms_at(entry->delay.first_byte, share_from(entry->random)));
  const auto drawn = std::min<Milliseconds>(latency, kLongestDelay);
  return DrawnDelay{.first_byte = std::chrono::duration_cast<std::chrono::nanoseconds>(drawn),
                    .bytes_per_second = entry->delay.bytes_per_second};
}

DelayPlan::Entry* DelayPlan::entry_of(std::string_view operation) {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.delay.operation == operation;
  });
  return found == entries_.end() ? nullptr : &*found;
}

}  // namespace shrike::local
