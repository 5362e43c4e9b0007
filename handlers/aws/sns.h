#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "handlers/aws/client.h"

namespace shrike {

/// SNS's limit ("Publish" in its API reference).
inline constexpr std::size_t kMaxMessageBytes = 262'144;

/// What subscribers of a topic get. All of it is UTF-8.
struct Notification {
  std::string topic_arn;
  /// Of an e-mail: at most 99 characters, none of them a line break or control character; may be
  /// empty.
  std::string subject;
  std::string message;  ///< not empty; with the attributes at most kMaxMessageBytes
  /// What subscriptions can filter by: a text, or (`lists`) any of several.
  std::map<std::string, std::string> attributes = {};
  std::map<std::string, std::vector<std::string>> lists = {};
};

/// SNS over its query protocol.
class SnsClient {
 public:
  explicit SnsClient(AwsClient client) : client_(std::move(client)) {}

  /// Returns the message's id, empty where the answer does not tell it. Publishing is not
  /// idempotent: a request whose answer was lost may have been delivered, and is sent again.
  ///
  /// Throws Error: "Notification.Invalid" (Reject), before anything is sent, for what SNS would not
  /// take, "Aws.InputInvalid" (Reject) for what is not UTF-8; "SNS.NotFound",
  /// "SNS.InvalidParameter", "SNS.AuthorizationError", … (Reject); "Service.Throttled",
  /// "Service.Unavailable" (Retry).
  std::string publish(const Notification& notification, const CallScope& scope);

 private:
  AwsClient client_;
};

}  // namespace shrike
