#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace shrike::local {

/// A message of a queue as a record of an event, and what of it the queue asks for later.
struct SqsRecord {
  std::string message_id;
  std::string receipt_handle;
  std::string group;  ///< its order in a FIFO queue; empty in any other
  std::string json;   ///< as it stands in the event
};

/// Of a message that ReceiveMessage gave: its members in lower-camel case, with the queue's ARN and
/// the region.
[[nodiscard]] SqsRecord sqs_record(const nlohmann::json& message, const std::string& queue_arn,
                                   const std::string& region);

/// The event that Lambda makes of records, in their order.
[[nodiscard]] std::string sqs_event(const std::vector<SqsRecord>& records);

/// As few batches as have events of no more than `limit` bytes; the records keep their order. One
/// that is larger alone is a batch of its own.
[[nodiscard]] std::vector<std::vector<SqsRecord>> cut_to_size(std::vector<SqsRecord> records,
                                                              std::size_t limit);

/// The messages that a function's answer leaves in the queue, where it reports failures of its own:
/// those that it lists. All of them for an answer that is not JSON, a list whose items have no
/// `itemIdentifier`, or one that is empty or of no message of the batch; none for an empty answer,
/// a null, or no list. Source: AWS Lambda Developer Guide, "Reporting batch item failures".
[[nodiscard]] std::set<std::string> failed_messages(std::string_view answer,
                                                    const std::set<std::string>& message_ids);

}  // namespace shrike::local
