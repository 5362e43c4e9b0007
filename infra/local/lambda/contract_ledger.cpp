#include "infra/local/lambda/contract_ledger.h"

#include <algorithm>

#include <fmt/format.h>

namespace shrike::local {

std::string to_string(const ContractFinding& finding) {
  const auto& text = text_of(finding.rule);
  auto line = fmt::format("{} {}: {}", to_string(text.severity), text.name, text.sentence);
  std::vector<std::string> remarks;
  if (!finding.request_id.empty()) remarks.push_back("RequestId: " + finding.request_id);
  if (!finding.detail.empty()) remarks.push_back(finding.detail);
  if (finding.count > 1) remarks.push_back(fmt::format("{} times", finding.count));
  if (!remarks.empty()) line += fmt::format(" ({})", fmt::join(remarks, "; "));
  return line;
}

std::uint64_t ContractLedger::add(const ContractFinding& finding) {
  const std::lock_guard lock(mutex_);
  const auto row =
      std::find_if(findings_.begin(), findings_.end(), [&](const ContractFinding& each) {
        return each.function == finding.function && each.rule == finding.rule;
      });
  if (row != findings_.end()) return ++row->count;
  findings_.push_back(finding);
  return findings_.back().count = 1;
}

std::vector<ContractFinding> ContractLedger::findings() const {
  const std::lock_guard lock(mutex_);
  return findings_;
}

}  // namespace shrike::local
