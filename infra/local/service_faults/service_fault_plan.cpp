#include "infra/local/service_faults/service_fault_plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "infra/local/iam/wildcard.h"
#include "infra/local/lower_case.h"

namespace shrike::local {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool fits(const ServiceFault& fault, const ServiceCall& call) {
  const auto action = lower_case(fault.action);
  const bool body_has_target = contains(call.body, fault.target);
  return std::any_of(call.accesses.begin(), call.accesses.end(), [&](const AccessRequest& access) {
    return matches_wildcards(action, lower_case(access.action)) &&
           (body_has_target || contains(access.resource, fault.target));
  });
}

}  // namespace

ServiceFaultPlan::ServiceFaultPlan(std::vector<ServiceFault> faults, std::uint64_t seed)
    : random_(seed) {
  for (auto& fault : faults) entries_.push_back({.fault = std::move(fault)});
}

DueFault ServiceFaultPlan::due(const ServiceCall& call) {
  const std::lock_guard lock(mutex_);
  DueFault due;
  for (auto& entry : entries_) {
    const auto& fault = entry.fault;
    if (!fits(fault, call) || !is_due(entry)) continue;
    if (fault.kind == ServiceFaultKind::Slow) {
      const auto lower = fault.number.value_or(0);
      const auto span = static_cast<double>(fault.upper - lower);
      due.pause += std::chrono::milliseconds(lower + std::llround(chance() * span));
    } else if (!due.fault) {
      due.fault = fault;
    }
  }
  return due;
}

double ServiceFaultPlan::chance() {
  // The standard's distributions differ between libraries; its generators do not.
  return std::ldexp(static_cast<double>(random_() >> 11U), -53);
}

bool ServiceFaultPlan::is_due(Entry& entry) {
  ++entry.calls;
  if (entry.fault.percent) return chance() * 100 < *entry.fault.percent;
  return entry.fault.nth == 0 || entry.fault.nth == entry.calls;
}

}  // namespace shrike::local
