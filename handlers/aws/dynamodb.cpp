#include "handlers/aws/dynamodb.h"

#include <utility>

#include "handlers/aws/json_service.h"

namespace shrike {

UpdatedItem DynamoDbClient::update_item(const nlohmann::json& input, const CallScope& scope) {
  auto answer = call_json(client_,
                          {.version = "1.0",
                           .target = "DynamoDB_20120810.UpdateItem",
                           .accepted_refusal = "ConditionalCheckFailedException"},
                          input, scope);
  UpdatedItem updated;
  updated.condition_held = !answer.contains("__type");
  const auto attributes = answer.find(updated.condition_held ? "Attributes" : "Item");
  if (attributes != answer.end() && attributes->is_object()) {
    updated.attributes = std::move(*attributes);
  }
  return updated;
}

}  // namespace shrike
