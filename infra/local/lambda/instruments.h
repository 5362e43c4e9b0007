#pragma once

#include <memory>

#include "infra/local/lambda/contract_ledger.h"
#include "infra/local/lambda/faults.h"

namespace shrike::local {

/// What a service does to its runtimes on purpose, and where it notes what they break. All of its
/// sandboxes share it.
struct Instruments {
  std::shared_ptr<FaultPlan> faults;
  std::shared_ptr<ContractLedger> ledger;
};

}  // namespace shrike::local
