#pragma once

#include <set>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike::local {

/// The event that Lambda makes of the messages that ReceiveMessage gave: its members in lower-camel
/// case, the queue's ARN and the region in each record.
[[nodiscard]] std::string sqs_event(const nlohmann::json& messages, const std::string& queue_arn,
                                    const std::string& region);

/// The messages that a function's answer leaves in the queue, where it reports failures of its own:
/// those that it lists. All of them for an answer that is not JSON, a list whose items have no
/// `itemIdentifier`, or one that is empty or of no message of the batch; none for an empty answer,
/// a null, or no list. Source: AWS Lambda Developer Guide, "Reporting batch item failures".
[[nodiscard]] std::set<std::string> failed_messages(std::string_view answer,
                                                    const std::set<std::string>& message_ids);

}  // namespace shrike::local
