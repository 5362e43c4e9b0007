#include "infra/local/lambda/concurrency.h"

#include <algorithm>

#include <fmt/format.h>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/throttle.h"

namespace shrike::local {

Concurrency::Slot Concurrency::take(const std::string& function) {
  const std::lock_guard lock(mutex_);
  auto& use = functions_[function];
  if (use.reserved) {
    if (use.running >= *use.reserved) throw throttled(kReservedLimitExceeded);
  } else if (unreserved_running() >= unreserved_limit()) {
    throw throttled(kAccountLimitExceeded);
  }
  ++use.running;
  return {*this, function};
}

void Concurrency::give_back(const std::string& function) {
  const std::lock_guard lock(mutex_);
  --functions_[function].running;
}

void Concurrency::reserve(const std::string& function, std::size_t executions) {
  const std::lock_guard lock(mutex_);
  auto& use = functions_[function];
  const auto available = unreserved_limit() + use.reserved.value_or(0);
  const auto kept = std::min(kMinUnreserved, account_limit_);
  if (executions > 0 && executions + kept > available) {
    throw AwsFault(
        400, "InvalidParameterValueException",
        fmt::format("Specified ReservedConcurrentExecutions for function decreases account's "
                    "UnreservedConcurrentExecution below its minimum value of [{}].",
                    kept));
  }
  use.reserved = executions;
}

void Concurrency::unreserve(const std::string& function) {
  const std::lock_guard lock(mutex_);
  functions_[function].reserved.reset();
}

std::optional<std::size_t> Concurrency::reserved(const std::string& function) const {
  const std::lock_guard lock(mutex_);
  const auto found = functions_.find(function);
  return found == functions_.end() ? std::nullopt : found->second.reserved;
}

std::size_t Concurrency::unreserved_limit() const {
  std::size_t reserved = 0;
  for (const auto& [name, use] : functions_) reserved += use.reserved.value_or(0);
  return account_limit_ - std::min(account_limit_, reserved);
}

std::size_t Concurrency::unreserved_running() const {
  std::size_t running = 0;
  for (const auto& [name, use] : functions_) running += use.reserved ? 0 : use.running;
  return running;
}

}  // namespace shrike::local
