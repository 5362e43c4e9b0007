#pragma once

#include <cstdint>

#include "handlers/pipeline/record_handler.h"
#include "handlers/pipeline/record_runner.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"
#include "runtime/log.h"

namespace shrike {

/// The function that an entry is: reads whatever event arrives, hands each of its records to the
/// entry's RecordHandler, and answers as the event's source demands (handlers/events/answer.h).
///
/// Records run at the same time as far as the function's memory allows, those of the same object
/// one after another in the event's order; the messages of a FIFO queue one after another up to
/// the first that fails. Each is handled whatever becomes of the others. One that could not begin
/// before the deadline fails with "Function.DeadlineExceeded" (Retry).
///
/// To a direct caller and to EventBridge, either of which may be a state machine, the document goes
/// with findings of at most kMaxStateBytes: fit_into says what it leaves out.
class EventFunction {
 public:
  /// All that is referred to must outlive the function.
  EventFunction(RecordHandler& handler, const Environment& environment, Logger& logger,
                const Clock& clock, std::uint64_t memory_mb);

  /// Throws Error where the source is to hear of a failure that way.
  [[nodiscard]] Response operator()(const Invocation& invocation, const Context& context) const;

 private:
  RunnerServices services_;
  std::uint64_t memory_mb_;
};

}  // namespace shrike
