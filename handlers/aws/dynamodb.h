#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/client.h"

namespace shrike {

/// DynamoDB over its JSON 1.0 protocol. Attribute values are DynamoDB's own JSON: `{"S":"text"}`.
class DynamoDbClient {
 public:
  explicit DynamoDbClient(AwsClient client) : client_(std::move(client)) {}

  /// `input` and answer are UpdateItem's. Errors: "DynamoDB.ConditionalCheckFailed" (Reject) when
  /// the condition does not hold, which is an answer and not tried again;
  /// "DynamoDB.ResourceNotFound", "DynamoDB.Validation", … (Reject); "Service.Throttled" and
  /// "Service.Unavailable" (Retry).
  nlohmann::json update_item(const nlohmann::json& input, const CallScope& scope);

 private:
  AwsClient client_;
};

}  // namespace shrike
