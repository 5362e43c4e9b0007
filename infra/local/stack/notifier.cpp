#include "infra/local/stack/notifier.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "infra/local/iam/condition.h"
#include "infra/local/iam/wildcard.h"
#include "infra/local/lower_case.h"
#include "infra/local/stack/references.h"

namespace shrike::local {
namespace {

bool is_any_like(const std::string& text, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_wildcards(pattern, text); });
}

/// Whether all conditions of a statement hold for the notifier's request.
bool hold(const Properties& conditions, const Notifier& notifier) {
  const RequestContext context{{"aws:sourcearn", notifier.arn},
                               {"aws:sourceaccount", notifier.account_id},
                               {"aws:securetransport", "true"}};
  for (const auto& [name, keys] : conditions.value().items()) {
    const auto compared = conditions.object(name);
    for (const auto& [key, value] : compared.value().items()) {
      auto condition = condition_of(name);
      condition.key = lower_case(key);
      condition.values = compared.list_of_texts(key);
      if (!is_fulfilled(condition, context)) return false;
    }
  }
  return true;
}

bool names_principal(const Properties& statement, const std::string& service) {
  if (!statement.has("Principal")) return false;
  if (statement.value()["Principal"] == "*") return true;
  const auto principal = statement.object("Principal");
  const auto services = principal.list_of_texts("Service");
  return std::find(services.begin(), services.end(), service) != services.end() ||
         principal.list_of_texts("AWS") == std::vector<std::string>{"*"};
}

/// Whether a statement, of whatever effect, is about the notifier's sending to the queue.
bool is_about(const Properties& statement, const Notifier& notifier, const StackQueue& queue) {
  const auto actions = statement.list_of_texts("Action");
  const auto sends = std::any_of(actions.begin(), actions.end(), [](const std::string& action) {
    return matches_wildcards(lower_case(action), "sqs:sendmessage");
  });
  return sends && names_principal(statement, notifier.service) &&
         is_any_like(queue.arn, statement.list_of_texts("Resource")) &&
         hold(statement.object("Condition"), notifier);
}

}  // namespace

bool lets_invoke(const Properties& permission, const Notifier& notifier,
                 const std::string& function) {
  return name_of(permission.text("FunctionName")) == function &&
         matches_wildcards(permission.text("Action"), "lambda:InvokeFunction") &&
         permission.text("Principal") == notifier.service &&
         matches_wildcards(permission.text("SourceArn", "*"), notifier.arn) &&
         permission.text("SourceAccount", notifier.account_id) == notifier.account_id;
}

bool lets_send(const Properties& policy, const Notifier& notifier, const StackQueue& queue) {
  const auto queues = policy.list_of_texts("Queues");
  if (std::none_of(queues.begin(), queues.end(),
                   [&](const std::string& url) { return url.ends_with("/" + queue.name); })) {
    return false;
  }
  const auto statements = policy.object("PolicyDocument").objects("Statement");
  const auto some = [&](const char* effect) {
    return std::any_of(statements.begin(), statements.end(), [&](const Properties& statement) {
      return statement.text("Effect") == effect && is_about(statement, notifier, queue);
    });
  };
  return some("Allow") && !some("Deny");
}

}  // namespace shrike::local
