#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/events/event.h"
#include "runtime/error.h"

namespace shrike {

/// What became of a record, or of what was to be one.
// NOLINTNEXTLINE(bugprone-exception-escape): a null of json and moving one throw nothing
struct RecordOutcome {
  nlohmann::json summary{};   ///< its line in an answer that lists records
  nlohmann::json document{};  ///< the answer to a caller who waits for it; null when there is none
  /// Why there is no document: failed, refused for good, or (kind Ignore) nothing to do.
  std::optional<Error> error{};
  bool deliver_again = false;  ///< `error` may go away: the source is to bring the record again
};

/// Of an EventItem: one for each thing that could not be read, then one for each record.
struct ItemOutcome {
  std::vector<RecordOutcome> records{};
};

/// Whether the source is to bring the item again.
[[nodiscard]] bool deliver_again(const ItemOutcome& item);

/// What the event's source demands to hear, as JSON text in UTF-8 of at most kMaxPayloadBytes.
/// `outcomes` has a member for each item of the event, in its order; of a FIFO queue's batch, it
/// may end after the first that is to be delivered again.
///
/// - S3, SNS, S3's test event: `{"records":[…]}`, `{"status":"acknowledged"}` for the test, or the
///   Error of a record that is to be delivered again. `{"truncated":true}` where that is too long.
/// - EventBridge: the same, with the members of the document beside "records": a workflow may have
///   passed the event to its task.
/// - SQS: `{"batchItemFailures":[…]}` with the messages to deliver again; of a FIFO queue, the
/// first
///   of them and all that follow it.
/// - S3 Batch Operations: `results`, one for each task that has an id; never throws.
/// - HTTP: `{"statusCode","headers","body","isBase64Encoded"}`, with the document as body unless it
///   is such an answer itself; never throws.
/// - Direct: the document, or the record's Error whatever its kind.
///
/// Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS", "Lambda function URLs"; S3
/// User Guide, "Invoke AWS Lambda function".
[[nodiscard]] std::string answer(const Event& event, const std::vector<ItemOutcome>& outcomes);

}  // namespace shrike
