#include "handlers/aws/dynamodb.h"

#include <string>
#include <utility>

#include "handlers/aws/json_service.h"
#include "runtime/error.h"

namespace shrike {

namespace {

/// DynamoDB has no code of its own for an item that would grow past 400 KiB: "Item size to update
/// has exceeded the maximum allowed size".
bool is_full(const Error& error) {
  return error.type() == "DynamoDB.Validation" &&
         error.message().find("exceeded the maximum allowed size") != std::string::npos;
}

}  // namespace

UpdatedItem DynamoDbClient::update_item(const nlohmann::json& input, const CallScope& scope) {
  nlohmann::json answer;
  try {
    answer = call_json(client_,
                       {.version = "1.0",
                        .target = "DynamoDB_20120810.UpdateItem",
                        .accepted_refusal = "ConditionalCheckFailedException"},
                       input, scope);
  } catch (const Error& error) {
    if (!is_full(error)) throw;
    throw Error(error.kind(), "DynamoDB.ItemTooLarge", error.message());
  }
  UpdatedItem updated;
  updated.condition_held = !answer.contains("__type");
  const auto attributes = answer.find(updated.condition_held ? "Attributes" : "Item");
  if (attributes != answer.end() && attributes->is_object()) {
    updated.attributes = std::move(*attributes);
  }
  return updated;
}

}  // namespace shrike
