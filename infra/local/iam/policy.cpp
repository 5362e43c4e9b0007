#include "infra/local/iam/policy.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/iam/request_document.h"
#include "infra/local/iam/wildcard.h"
#include "infra/local/lower_case.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& reason) {
  throw Error(ErrorKind::Reject, "Policy.Invalid", reason);
}

void require_members(const json& object, std::initializer_list<std::string_view> known) {
  for (const auto& member : object.items()) {
    if (std::find(known.begin(), known.end(), member.key()) != known.end()) continue;
    if (member.key() == "Principal" || member.key() == "NotPrincipal") {
      refuse("a role's own policy has no Principal: it is the role's");
    }
    refuse(fmt::format("a policy has no {}", member.key()));
  }
}

/// One or a list of them; a condition's value may be written as a boolean or a number.
std::vector<std::string> texts(const json& value, std::string_view name) {
  std::vector<std::string> list;
  const auto add = [&](const json& item) {
    if (item.is_string()) return list.push_back(item.get<std::string>());
    if (item.is_boolean() || item.is_number_integer()) return list.push_back(item.dump());
    refuse(fmt::format("{} is a text or a list of texts", name));
  };
  if (value.is_array()) {
    for (const auto& item : value) add(item);
  } else {
    add(value);
  }
  if (list.empty()) refuse(fmt::format("{} is empty", name));
  for (const auto& text : list) {
    if (text.find("${") != std::string::npos) {
      refuse(fmt::format("the local cloud does not evaluate policy variables: {}", text));
    }
  }
  return list;
}

bool is_action_pattern(std::string_view text) {
  if (text == "*") return true;
  const auto made_of = [](std::string_view part, std::string_view marks) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
    });
  };
  const auto colon = text.find(':');
  return colon != text.npos && made_of(text.substr(0, colon), "-") &&
         made_of(text.substr(colon + 1), "*?");
}

bool is_resource_pattern(std::string_view text) {
  constexpr int kColons = 5;
  if (text == "*") return true;
  return text.starts_with("arn:") && (std::count(text.begin(), text.end(), ':') >= kColons ||
                                      text.find('*') != std::string_view::npos);
}

/// The member `name` or the member `Not<name>`; one of them must be there.
PatternList patterns(const json& statement, const std::string& name) {
  const auto plain = statement.find(name);
  const auto negated = statement.find("Not" + name);
  if ((plain == statement.end()) == (negated == statement.end())) {
    refuse(fmt::format("a statement has either {0} or Not{0}", name));
  }
  const bool is_negated = plain == statement.end();
  return {.patterns = texts(is_negated ? *negated : *plain, name), .negated = is_negated};
}

PatternList read_actions(const json& statement) {
  auto actions = patterns(statement, "Action");
  for (auto& pattern : actions.patterns) {
    auto lower = lower_case(pattern);
    if (!is_action_pattern(lower)) refuse(fmt::format("{} is no action", pattern));
    pattern = std::move(lower);
  }
  return actions;
}

PatternList read_resources(const json& statement) {
  auto resources = patterns(statement, "Resource");
  for (const auto& pattern : resources.patterns) {
    if (!is_resource_pattern(pattern)) refuse(fmt::format("{} is neither an ARN nor *", pattern));
  }
  return resources;
}

std::vector<Condition> read_conditions(const json& statement) {
  std::vector<Condition> conditions;
  const auto found = statement.find("Condition");
  if (found == statement.end()) return conditions;
  if (!found->is_object()) refuse("Condition is an object");
  for (const auto& one : found->items()) {
    const auto shape = condition_of(one.key());
    if (!one.value().is_object()) refuse(fmt::format("{} is an object", one.key()));
    for (const auto& [key, values] : one.value().items()) {
      auto condition = shape;
      condition.key = lower_case(key);
      condition.values = texts(values, key);
      conditions.push_back(std::move(condition));
    }
  }
  return conditions;
}

Effect read_effect(const json& statement) {
  const auto effect = text_member(statement, "Effect");
  if (effect == "Allow") return Effect::Allow;
  if (effect == "Deny") return Effect::Deny;
  refuse("Effect is Allow or Deny");
}

std::string read_sid(const json& statement, std::size_t number) {
  if (!statement.contains("Sid")) return fmt::format("#{}", number);
  auto sid = text_member(statement, "Sid");
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (sid.empty() || !std::all_of(sid.begin(), sid.end(), allowed)) {
    refuse("a Sid is made of letters and digits");
  }
  return sid;
}

PolicyStatement read_statement(const json& statement, std::size_t number) {
  if (!statement.is_object()) refuse("it is no object");
  require_members(statement,
                  {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"});
  return {.sid = read_sid(statement, number),
          .effect = read_effect(statement),
          .actions = read_actions(statement),
          .resources = read_resources(statement),
          .conditions = read_conditions(statement)};
}

void check_version(const json& document) {
  if (!document.contains("Version")) return;
  const auto version = text_member(document, "Version");
  if (version != "2012-10-17" && version != "2008-10-17") {
    refuse("Version is 2012-10-17, or 2008-10-17 for an old policy");
  }
}

}  // namespace

Policy parse_policy(std::string_view text) {
  const auto document = parse_object(text);
  if (!document) refuse("the policy is no JSON object");
  require_members(*document, {"Version", "Id", "Statement"});
  check_version(*document);
  const auto found = document->find("Statement");
  if (found == document->end()) refuse("the policy has no Statement");
  const json list = found->is_array() ? *found : json::array({*found});
  if (list.empty()) refuse("the policy has no Statement");

  Policy policy;
  std::set<std::string> sids;
  for (const auto& statement : list) {
    const auto number = policy.statements.size() + 1;
    try {
      policy.statements.push_back(read_statement(statement, number));
    } catch (const Error& error) {
      refuse(fmt::format("statement {}: {}", number, error.message()));
    }
    const auto& sid = policy.statements.back().sid;
    if (!sids.insert(sid).second) refuse(fmt::format("two statements have the Sid {}", sid));
  }
  return policy;
}

}  // namespace shrike::local
