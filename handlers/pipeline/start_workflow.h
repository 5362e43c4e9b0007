#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "handlers/config.h"
#include "handlers/modules/ports.h"
#include "handlers/pipeline/record_handler.h"

namespace shrike {

/// The execution that an event of an object stands for: its name, of 64 hexadecimal digits, and its
/// input `{"bucket","key"[,"version"][,"sequencer"][,"etag"][,"size"]}` are functions of the event
/// alone, so that a duplicate starts nothing twice. Without version and sequencer (somebody asks
/// himself) each invocation is an event of its own.
///
/// Throws Error "Object.NameInvalid" (Reject) for a key that JSON cannot spell.
[[nodiscard]] ExecutionRequest execution_of(const S3Record& record,
                                            const std::string& state_machine_arn,
                                            const std::string& request_id);

/// What the entry `start-workflow` does with one object: starts the state machine for it. The
/// document is `{"bucket","key","execution","status"}`; status is "started", or "already-started"
/// when an execution of the name is running or has run. `executionArn` is there when it is known.
class StartWorkflowHandler final : public RecordHandler {
 public:
  StartWorkflowHandler(const Config& config, StateMachine& state_machine)
      : config_(config), state_machine_(state_machine) {}

  [[nodiscard]] RecordResult handle(const S3Record& record, const RecordScope& scope) override;

 private:
  const Config& config_;
  StateMachine& state_machine_;
};

}  // namespace shrike
