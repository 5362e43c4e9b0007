#pragma once

#include <string>
#include <vector>

#include "handlers/events/answer.h"

namespace shrike {

// The answers of answer.h, a file for each source that has one of its own.

/// `{"batchItemFailures":[…]}`.
[[nodiscard]] std::string answer_to_queue(const Event& event,
                                          const std::vector<ItemOutcome>& outcomes);

/// `{"invocationSchemaVersion","treatMissingKeysAs","invocationId","results":[…]}`.
[[nodiscard]] std::string answer_to_batch_job(const Event& event,
                                              const std::vector<ItemOutcome>& outcomes);

/// `{"statusCode","headers","body","isBase64Encoded"}`.
[[nodiscard]] std::string answer_to_request(const ItemOutcome& outcome);

/// `{"records":[…]}`, with the members of `document` unless that is null; throws the Error of a
/// record that is to be delivered again.
[[nodiscard]] std::string answer_with_records(const std::vector<ItemOutcome>& outcomes,
                                              const nlohmann::json& document);

/// The document, or the record's Error.
[[nodiscard]] std::string answer_directly(const RecordOutcome& outcome);

}  // namespace shrike
