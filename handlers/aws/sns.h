#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "handlers/aws/client.h"

namespace shrike {

/// SNS's limits ("Publish" in its API reference).
inline constexpr std::size_t kMaxSubjectCharacters = 99;
inline constexpr std::size_t kMaxMessageBytes = 262'144;

/// What subscribers of a topic get. All of it is UTF-8.
struct Notification {
  std::string topic_arn;
  std::string subject;  ///< of an e-mail: no control characters, line breaks included; may be empty
  std::string message;  ///< not empty; with the attributes at most kMaxMessageBytes
  std::map<std::string, std::string> attributes = {};  ///< that subscriptions can filter by
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
