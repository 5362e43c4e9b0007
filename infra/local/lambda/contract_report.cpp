#include "infra/local/lambda/contract_report.h"

#include <utility>

#include <fmt/format.h>

namespace shrike::local {

void ContractReport::add(const std::vector<ContractBreak>& breaks, const std::string& request_id) {
  if (!ledger_) return;
  for (const auto& each : breaks) {
    const ContractFinding finding{.function = function_,
                                  .rule = each.rule,
                                  .count = 1,
                                  .request_id = request_id,
                                  .detail = each.detail};
    const auto count = ledger_->add(finding);
    const auto& text = text_of(each.rule);
    const bool breach = text.severity == Severity::Breach;
    if (on_line_ && (breach || count == 1)) on_line_("CONTRACT " + to_string(finding));
    if (breach && !breach_) {
      breach_ = each.detail.empty()
                    ? fmt::format("{} ({})", text.sentence, text.name)
                    : fmt::format("{} ({}: {})", text.sentence, text.name, each.detail);
    }
  }
}

std::optional<std::string> ContractReport::take_breach() {
  return std::exchange(breach_, std::nullopt);
}

}  // namespace shrike::local
