#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "handlers/aws/client.h"
#include "handlers/events/event.h"
#include "handlers/pipeline/memory_gate.h"
#include "runtime/error.h"

namespace shrike {

/// What an entry says of one object of an event.
struct RecordResult {
  nlohmann::json summary;  ///< the record's line in the answer to an event of several
  /// The answer to a caller who waits for it: a workflow, HTTP, direct. An object.
  nlohmann::json document;
  /// The object was refused for good, and that has been told where results go. A caller who waits
  /// gets it as an error; of a batch, the record is done.
  std::optional<Error> refusal = {};
};

/// One invocation, as the handler of a record sees it.
struct RecordScope {
  const CallScope& calls;
  const std::string& request_id;
  /// To ask before downloading and decoding: other records may be under way.
  RecordMemory memory = {};
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

  /// Objects that were created or removed; EventFunction acknowledges what else happens to them,
  /// and drops folders' markers. Several threads call it at the same time, each with a record of
  /// its own; records of the same object come one after another.
  ///
  /// Throws Error: Retry when the event is worth delivering again, Ignore when there is nothing to
  /// do. Reject is final, the record is done with, when the type begins with "Event.", "Image." or
  /// "Object." (all but "Object.AccessDenied"); other rejections are the operator's to mend, and
  /// the record is delivered again as long as its source does so.
  [[nodiscard]] virtual RecordResult handle(const S3Record& record, const RecordScope& scope) = 0;

  /// Whether it is a workflow's step, which waits for the document, or for an Error to catch, also
  /// where what it is handed is the event of EventBridge's that started the workflow.
  [[nodiscard]] virtual bool is_step() const noexcept { return false; }
};

}  // namespace shrike
