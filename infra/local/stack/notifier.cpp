#include "infra/local/stack/notifier.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "infra/local/stack/references.h"

namespace shrike::local {
namespace {

/// ArnLike and StringLike: `*` stands for any text, `?` for one character.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t wanted = 0;
  auto star = std::string_view::npos;  // in the pattern, where the last one was
  std::size_t resume = 0;              // in the text, behind what that one stands for
  while (at < text.size()) {
    if (wanted < pattern.size() && pattern[wanted] == '*') {
      star = wanted++;
      resume = at;
    } else if (wanted < pattern.size() && (pattern[wanted] == '?' || pattern[wanted] == text[at])) {
      ++wanted;
      ++at;
    } else if (star != std::string_view::npos) {
      wanted = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', wanted) == std::string_view::npos;
}

bool is_any_like(const std::string& text, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return is_like(text, pattern); });
}

/// Whether the conditions of a statement hold for the notifier's request; operators and keys that
/// are not about its source do not.
bool hold(const Properties& conditions, const Notifier& notifier) {
  for (const auto& [name, keys] : conditions.value().items()) {
    const auto condition = conditions.object(name);
    for (const auto& [key, value] : condition.value().items()) {
      const auto wanted = condition.list_of_texts(key);
      const auto what = lower_case_name(key);
      const auto& actual = what == "aws:sourcearn" ? notifier.arn : notifier.account_id;
      const bool understood = (what == "aws:sourcearn" || what == "aws:sourceaccount") &&
                              (name == "ArnLike" || name == "ArnEquals" || name == "StringEquals" ||
                               name == "StringLike");
      if (!understood || !is_any_like(actual, wanted)) return false;
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

bool lets(const Properties& statement, const Notifier& notifier, const StackQueue& queue) {
  const auto actions = statement.list_of_texts("Action");
  const auto sends = std::any_of(actions.begin(), actions.end(), [](const std::string& action) {
    return is_like("sqs:sendmessage", lower_case_name(action));
  });
  return statement.text("Effect", "") == "Allow" && sends &&
         names_principal(statement, notifier.service) &&
         is_any_like(queue.arn, statement.list_of_texts("Resource")) &&
         hold(statement.object("Condition"), notifier);
}

}  // namespace

bool lets_invoke(const Properties& permission, const Notifier& notifier,
                 const std::string& function) {
  return name_of(permission.text("FunctionName")) == function &&
         is_like("lambda:InvokeFunction", permission.text("Action")) &&
         permission.text("Principal") == notifier.service &&
         is_like(notifier.arn, permission.text("SourceArn", "*")) &&
         permission.text("SourceAccount", notifier.account_id) == notifier.account_id;
}

bool lets_send(const Properties& policy, const Notifier& notifier, const StackQueue& queue) {
  const auto queues = policy.list_of_texts("Queues");
  if (std::none_of(queues.begin(), queues.end(),
                   [&](const std::string& url) { return url.ends_with("/" + queue.name); })) {
    return false;
  }
  const auto statements = policy.object("PolicyDocument").objects("Statement");
  return std::any_of(statements.begin(), statements.end(),
                     [&](const Properties& statement) { return lets(statement, notifier, queue); });
}

}  // namespace shrike::local
