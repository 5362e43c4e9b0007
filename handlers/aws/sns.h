#pragma once

#include <map>
#include <string>

#include "handlers/aws/client.h"

namespace shrike {

/// What subscribers of a topic get.
struct Notification {
  std::string topic_arn;
  std::string
      subject;  ///< of an e-mail: at most 99 characters, no line breaks, no control characters
  std::string message;                                 ///< UTF-8, at most 262,144 bytes
  std::map<std::string, std::string> attributes = {};  ///< that subscriptions can filter by
};

/// SNS over its query protocol.
class SnsClient {
 public:
  explicit SnsClient(AwsClient client) : client_(std::move(client)) {}

  /// Returns the message's id. Publishing is not idempotent: a request whose answer was lost may
  /// have been delivered. Throws Error: "SNS.NotFound", "SNS.InvalidParameter",
  /// "SNS.AuthorizationError", … (Reject); "Service.Throttled", "Service.Unavailable" (Retry).
  std::string publish(const Notification& notification, const CallScope& scope);

 private:
  AwsClient client_;
};

}  // namespace shrike
