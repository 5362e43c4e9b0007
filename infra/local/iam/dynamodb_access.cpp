#include "infra/local/iam/dynamodb_access.h"

#include <array>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/iam/request_document.h"

namespace shrike::local {
namespace {

using nlohmann::json;

std::string action(std::string_view operation) { return fmt::format("dynamodb:{}", operation); }

/// TableName takes an ARN too.
std::string table_arn(const std::string& table, const ResourceScope& scope) {
  return table.starts_with("arn:") ? table : scope.arn("dynamodb", "table/" + table);
}

/// A query of an index is one of the index alone.
std::string queried_arn(const json& input, const ResourceScope& scope) {
  const auto table = table_arn(text_member(input, "TableName"), scope);
  const auto index = text_member(input, "IndexName");
  return index.empty() ? table : table + "/index/" + index;
}

/// TransactItems are each an operation of its own.
std::vector<AccessRequest> transaction_access(const json& input, const ResourceScope& scope) {
  constexpr std::array<std::pair<const char*, const char*>, 5> kParts{
      {{"Put", "PutItem"},
       {"Update", "UpdateItem"},
       {"Delete", "DeleteItem"},
       {"Get", "GetItem"},
       {"ConditionCheck", "ConditionCheckItem"}}};
  std::vector<AccessRequest> needed;
  for (const auto& item : input.value("TransactItems", json::array())) {
    for (const auto& [member, operation] : kParts) {
      if (!item.is_object() || !item.contains(member) || !item[member].is_object()) continue;
      needed.push_back(
          {action(operation), table_arn(text_member(item[member], "TableName"), scope)});
    }
  }
  return needed;
}

/// RequestItems names its tables by its members.
std::vector<AccessRequest> batch_access(std::string_view operation, const json& input,
                                        const ResourceScope& scope) {
  std::vector<AccessRequest> needed;
  const auto tables = input.find("RequestItems");
  if (tables == input.end() || !tables->is_object()) return needed;
  for (const auto& table : tables->items()) {
    needed.push_back({action(operation), table_arn(table.key(), scope)});
  }
  return needed;
}

/// What names no table needs the action on all of them.
std::vector<AccessRequest> or_on_all(std::vector<AccessRequest> needed,
                                     std::string_view operation) {
  if (needed.empty()) needed.push_back({action(operation), "*"});
  return needed;
}

}  // namespace

std::vector<AccessRequest> dynamodb_access(std::string_view operation, const json& input,
                                           const ResourceScope& scope) {
  if (operation.starts_with("Execute") || operation == "BatchExecuteStatement") {
    throw AwsFault(501, "NotImplemented",
                   "The local cloud does not read PartiQL, and so cannot tell whose table it is");
  }
  if (operation.starts_with("Transact"))
    return or_on_all(transaction_access(input, scope), operation);
  if (operation.starts_with("Batch"))
    return or_on_all(batch_access(operation, input, scope), operation);
  if (text_member(input, "TableName").empty()) return or_on_all({}, operation);
  return {{action(operation), queried_arn(input, scope)}};
}

}  // namespace shrike::local
