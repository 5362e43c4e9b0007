#pragma once

#include <optional>

#include "handlers/events/answer.h"
#include "handlers/pipeline/record_handler.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/invocation.h"
#include "runtime/log.h"

namespace shrike {

/// What an outcome is made with. All of it must outlive the runner.
struct RunnerServices {
  RecordHandler& handler;
  const Environment& environment;
  Logger& logger;
  const Clock& clock;
};

/// Has an entry's handler look at the records of one invocation, and says what became of each:
/// done, to be delivered again, or refused for good. Thread-safe.
class RecordRunner {
 public:
  /// To be made as the invocation begins.
  RecordRunner(RunnerServices services, const Context& context)
      : services_(services), context_(context), begun_(services.clock.now()) {}

  /// Never throws but for want of memory. Nothing when the record does not fit into memory that it
  /// shares: it is to be run once more, alone.
  [[nodiscard]] std::optional<RecordOutcome> run(const S3Record& record,
                                                 const RecordMemory& memory) const;

  /// Of what could not be read.
  [[nodiscard]] RecordOutcome refuse(const Error& error) const;

 private:
  [[nodiscard]] RecordOutcome handle(const S3Record& record, const RecordMemory& memory) const;
  [[nodiscard]] RecordResult handle_either_key(const S3Record& record,
                                               const RecordScope& scope) const;
  [[nodiscard]] RecordOutcome failure(const S3Record& record, const Error& error) const;

  RunnerServices services_;
  const Context& context_;
  TimePoint begun_;
};

}  // namespace shrike
