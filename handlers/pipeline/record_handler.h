#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "handlers/aws/client.h"
#include "handlers/events/event.h"
#include "runtime/error.h"

namespace shrike {

/// What an entry says of one object of an event.
struct RecordResult {
  nlohmann::json summary;  ///< the record's line in the answer to an event of several
  nlohmann::json
      document;  ///< the answer to a caller who waits for it: Step Functions, HTTP, direct
  /// The object was refused for good, and that has been told where results go. A caller who waits
  /// gets it as an error; of a batch, the record is done.
  std::optional<Error> refusal = {};
};

/// One invocation, as the handlers of its records see it.
struct RecordScope {
  const CallScope& calls;
  const std::string& request_id;
};

/// What an entry does with one object of an event; reading events and answering them is
/// EventFunction's.
class RecordHandler {
 public:
  RecordHandler() = default;
  RecordHandler(const RecordHandler&) = delete;
  RecordHandler& operator=(const RecordHandler&) = delete;
  RecordHandler(RecordHandler&&) = delete;
  RecordHandler& operator=(RecordHandler&&) = delete;
  virtual ~RecordHandler() = default;

  /// Several threads call it at the same time, each with a record of its own. Throws Error: Retry
  /// when the event is worth delivering again, Ignore when there is nothing to do, Reject when it
  /// can never succeed.
  [[nodiscard]] virtual RecordResult handle(const S3Record& record, const RecordScope& scope) = 0;
};

}  // namespace shrike
