#pragma once

#include <nlohmann/json.hpp>

#include "handlers/aws/client.h"

namespace shrike {

struct UpdatedItem {
  bool condition_held = true;  ///< else nothing was written
  /// What the input asked for, as DynamoDB spells it: `Attributes` by ReturnValues, or, where the
  /// condition did not hold, `Item` by ReturnValuesOnConditionCheckFailure; else empty.
  nlohmann::json attributes = nlohmann::json::object();
};

/// DynamoDB over its JSON 1.0 protocol. Attribute values are DynamoDB's own JSON: `{"S":"text"}`.
class DynamoDbClient {
 public:
  explicit DynamoDbClient(AwsClient client) : client_(std::move(client)) {}

  /// `input` is UpdateItem's. That a condition does not hold is an answer, and not tried again; but
  /// a request whose answer was lost is, and then meets what it wrote itself: conditions had better
  /// hold for that too.
  ///
  /// Throws Error: "DynamoDB.ResourceNotFound", "DynamoDB.Validation", … (Reject), of which
  /// "DynamoDB.ItemTooLarge" where the item would have more than 400 KiB;
  /// "Aws.InputInvalid" (Reject) for what is not UTF-8; "Service.Throttled" and
  /// "Service.Unavailable" (Retry).
  UpdatedItem update_item(const nlohmann::json& input, const CallScope& scope);

 private:
  AwsClient client_;
};

}  // namespace shrike
