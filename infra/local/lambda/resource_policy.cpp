#include "infra/local/lambda/resource_policy.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/api_input.h"
#include "infra/local/lambda/invoke_api.h"

namespace shrike::local {
namespace {

using nlohmann::ordered_json;

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

bool is_statement_id(std::string_view id) {
  return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_';
  });
}

bool is_action(std::string_view action) {
  constexpr std::string_view kService = "lambda:";
  if (action == "*" || action == "lambda:*") return true;
  if (!action.starts_with(kService) || action.size() == kService.size()) return false;
  action.remove_prefix(kService.size());
  return std::all_of(action.begin(), action.end(), is_letter);
}

std::string needed(const ApiInput& input, const char* member, std::string_view name) {
  auto text = input.text(member);
  if (!text) throw validation_fault("null", name, "Member must not be null");
  return std::move(*text);
}

ordered_json principal_of(const std::string& principal) {
  if (principal == "*") return principal;
  if (principal.ends_with(".amazonaws.com") || principal.ends_with(".amazon.com")) {
    return {{"Service", principal}};
  }
  if (principal.starts_with("arn:")) return {{"AWS", principal}};
  if (principal.size() == 12 && std::all_of(principal.begin(), principal.end(), is_digit)) {
    return {{"AWS", fmt::format("arn:aws:iam::{}:root", principal)}};
  }
  throw AwsFault(400, "InvalidParameterValueException",
                 "The provided principal was invalid. Please check the principal and try again.");
}

/// Members of the request that are conditions, by their operator and key.
ordered_json conditions_of(const ApiInput& input) {
  struct Condition {
    const char* member;
    const char* test;
    const char* key;
  };
  constexpr Condition kConditions[] = {
      {"SourceAccount", "StringEquals", "AWS:SourceAccount"},
      {"EventSourceToken", "StringEquals", "lambda:EventSourceToken"},
      {"FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"},
      {"PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"},
      {"SourceArn", "ArnLike", "AWS:SourceArn"},
  };
  auto conditions = ordered_json::object();
  for (const auto& condition : kConditions) {
    if (auto text = input.text(condition.member)) {
      conditions[condition.test][condition.key] = std::move(*text);
    }
  }
  return conditions;
}

}  // namespace

PermissionStatement permission_statement(std::string_view body, const std::string& resource) {
  const auto input = ApiInput::parse(body);
  const auto id = needed(input, "StatementId", "statementId");
  if (!is_statement_id(id)) {
    throw validation_fault(id, "statementId",
                           "Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)");
  }
  const auto action = needed(input, "Action", "action");
  if (!is_action(action)) {
    throw validation_fault(action, "action",
                           "Member must satisfy regular expression pattern: "
                           "(lambda:[*]|lambda:[a-zA-Z]+|[*])");
  }
  ordered_json document{{"Sid", id},
                        {"Effect", "Allow"},
                        {"Principal", principal_of(needed(input, "Principal", "principal"))},
                        {"Action", action},
                        {"Resource", resource}};
  if (auto conditions = conditions_of(input); !conditions.empty()) {
    document["Condition"] = std::move(conditions);
  }
  return {id, std::move(document)};
}

void ResourcePolicy::add(PermissionStatement statement) {
  if (std::any_of(statements_.begin(), statements_.end(),
                  [&](const PermissionStatement& each) { return each.id == statement.id; })) {
    throw AwsFault(409, "ResourceConflictException",
                   fmt::format("The statement id ({}) provided already exists. Please provide a "
                               "new statement id, or remove the existing statement.",
                               statement.id));
  }
  statements_.push_back(std::move(statement));
}

void ResourcePolicy::remove(const std::string& id) {
  const auto removed = std::erase_if(
      statements_, [&](const PermissionStatement& statement) { return statement.id == id; });
  if (removed > 0) return;
  throw AwsFault(404, "ResourceNotFoundException",
                 fmt::format("Statement {} is not found in resource policy.", id));
}

std::string ResourcePolicy::text() const {
  if (statements_.empty()) {
    throw AwsFault(404, "ResourceNotFoundException", "The resource you requested does not exist.");
  }
  auto statements = ordered_json::array();
  for (const auto& statement : statements_) statements.push_back(statement.document);
  const ordered_json policy{
      {"Version", "2012-10-17"}, {"Id", "default"}, {"Statement", std::move(statements)}};
  return policy.dump();
}

}  // namespace shrike::local
