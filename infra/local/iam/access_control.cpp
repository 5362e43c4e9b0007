#include "infra/local/iam/access_control.h"

#include <utility>

#include <fmt/format.h>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

/// S3 puts the ARN in quotes, the others do not, and of an action without a resource type AWS says
/// none.
std::string on_resource(const AccessRequest& request) {
  if (request.resource == "*") return {};
  const char* quote = request.action.starts_with("s3:") ? "\"" : "";
  return fmt::format(" on resource: {0}{1}{0}", quote, request.resource);
}

std::string reason(const AccessRequest& request, const Decision& decision) {
  if (decision.outcome == Outcome::DeniedExplicitly) {
    return "with an explicit deny in an identity-based policy";
  }
  return fmt::format("because no identity-based policy allows the {} action", request.action);
}

}  // namespace

void AccessControl::add(FunctionIdentity identity) {
  const auto name = identity.function;
  const auto& added = functions_.insert_or_assign(name, std::move(identity)).first->second;
  std::erase_if(keys_, [&](const auto& key) { return key.second == &added; });
  keys_.emplace(added.credentials.access_key_id, &added);
}

const Credentials* AccessControl::credentials_of(std::string_view access_key_id) const {
  if (access_key_id == options_.account.access_key_id) return &options_.account;
  const auto* function = function_with_key(access_key_id);
  return function != nullptr ? &function->credentials : nullptr;
}

const FunctionIdentity* AccessControl::function_with_key(std::string_view access_key_id) const {
  const auto found = keys_.find(access_key_id);
  return found != keys_.end() ? found->second : nullptr;
}

const FunctionIdentity* AccessControl::function_named(std::string_view name) const {
  const auto found = functions_.find(name);
  return found != functions_.end() ? &found->second : nullptr;
}

bool AccessControl::allows(const FunctionIdentity* caller, const AccessRequest& request) const {
  return caller == nullptr || ask(*caller, request).allowed();
}

void AccessControl::require(const FunctionIdentity* caller, const AccessRequest& request) const {
  if (caller == nullptr) return;
  const auto decision = ask(*caller, request);
  if (decision.allowed()) return;
  throw AwsFault(403, "AccessDenied",
                 fmt::format("User: {} is not authorized to perform: {}{} {}",
                             session_arn(*caller, options_.account_id), request.action,
                             on_resource(request), reason(request, decision)));
}

void AccessControl::note(const FunctionIdentity& caller, const AccessRequest& request) const {
  if (options_.record == nullptr) return;
  auto decision = decision_on(caller, request);
  if (!decision.allowed()) decision = {Outcome::Allowed, {}};
  record(caller, request, decision);
}

Decision AccessControl::ask(const FunctionIdentity& caller, const AccessRequest& request) const {
  auto decision = decision_on(caller, request);
  record(caller, request, decision);
  return decision;
}

void AccessControl::record(const FunctionIdentity& caller, const AccessRequest& request,
                           const Decision& decision) const {
  if (options_.record != nullptr) options_.record->add(caller, request, decision);
}

Decision AccessControl::decision_on(const FunctionIdentity& caller, AccessRequest request) const {
  if (!caller.policies) return {.outcome = Outcome::Allowed, .statement = {}};
  // What is deployed is asked over TLS; the loopback here needs none.
  request.context.emplace("aws:securetransport", "true");
  request.context.emplace("aws:requestedregion", options_.region);
  request.context.emplace("aws:principalaccount", options_.account_id);
  request.context.emplace("aws:resourceaccount", options_.account_id);
  request.context.emplace("aws:principalarn",
                          fmt::format("arn:aws:iam::{}:role/{}", options_.account_id, caller.role));
  return decide(*caller.policies, request);
}

}  // namespace shrike::local
