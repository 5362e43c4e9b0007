#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "infra/local/lambda/contract_check.h"
#include "infra/local/lambda/contract_ledger.h"
#include "infra/local/lambda/invocation_log.h"

namespace shrike::local {

/// Takes what one runtime breaks to the ledger and to its log. Not thread-safe.
class ContractReport {
 public:
  /// `ledger` may be null: then nothing happens. `on_line` may be empty.
  ContractReport(std::string function, std::shared_ptr<ContractLedger> ledger, LineSink on_line)
      : function_(std::move(function)), ledger_(std::move(ledger)), on_line_(std::move(on_line)) {}

  /// Logs a breach each time, an advice the first time. `request_id` may be empty.
  void add(const std::vector<ContractBreak>& breaks, const std::string& request_id);

  /// The first breach since the last call, as a sentence for the invocation's caller.
  [[nodiscard]] std::optional<std::string> take_breach();

 private:
  std::string function_;
  std::shared_ptr<ContractLedger> ledger_;
  LineSink on_line_;
  std::optional<std::string> breach_;
};

}  // namespace shrike::local
