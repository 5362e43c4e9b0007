#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/lambda/contract_rules.h"

namespace shrike::local {

/// What runtimes of one function did against one rule.
struct ContractFinding {
  std::string function;
  ContractRule rule{};
  std::uint64_t count = 0;
  std::string request_id = {};  ///< of the first time; empty outside an invocation
  std::string detail = {};      ///< of the first time; may be empty

  bool operator==(const ContractFinding&) const = default;
};

/// "breach answered-twice: An invocation was answered … (RequestId: …; response; 3 times)"
[[nodiscard]] std::string to_string(const ContractFinding& finding);

/// Everything found, a row for each function and rule. Thread-safe.
class ContractLedger {
 public:
  /// Adds to the row's count, or begins it with the other fields. The count so far, this included.
  std::uint64_t add(const ContractFinding& finding);

  /// In the order in which they were found first.
  [[nodiscard]] std::vector<ContractFinding> findings() const;

 private:
  mutable std::mutex mutex_;
  std::vector<ContractFinding> findings_;
};

}  // namespace shrike::local
