#include "handlers/aws/dynamodb.h"

#include <nlohmann/json.hpp>

#include "handlers/aws/json_service.h"

namespace shrike {

nlohmann::json DynamoDbClient::update_item(const nlohmann::json& input, const CallScope& scope) {
  return call_json(client_, {.version = "1.0", .target = "DynamoDB_20120810.UpdateItem"}, input,
                   scope);
}

}  // namespace shrike
