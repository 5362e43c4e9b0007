#include "infra/local/lambda/function_registry.h"

#include <utility>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/invoke_api.h"
#include "runtime/error.h"

namespace shrike::local {

void FunctionRegistry::add(FunctionConfiguration configuration) {
  const auto reference = parse_function_reference(configuration.name);
  if (!reference || reference->name != configuration.name) {
    throw Error(
        ErrorKind::Reject, "Config.Invalid",
        "A function's name has up to 64 of A-Z a-z 0-9 - _, not '" + configuration.name + "'");
  }
  // The process starts in this folder: a relative path would mean another file there.
  configuration.code = std::filesystem::absolute(configuration.code);
  auto event_invoke = configuration.event_invoke;
  auto function = make_(std::move(configuration));
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_) {
      auto& entry = functions_[function->configuration().name];
      entry.function.swap(function);
      if (function) remember_retired(function);
      if (event_invoke) entry.event_invoke = std::move(event_invoke);
    }
  }
  if (function) function->retire();
}

void FunctionRegistry::remove(const FunctionReference& reference) {
  std::shared_ptr<Function> function;
  {
    const std::lock_guard lock(mutex_);
    function = find_unlocked(reference).function;
    functions_.erase(reference.name);
    remember_retired(function);
  }
  function->retire();
}

std::shared_ptr<Function> FunctionRegistry::find(const FunctionReference& reference) const {
  const std::lock_guard lock(mutex_);
  if (stopped_) {
    throw AwsFault(500, "ServiceException", "The local Lambda service is shutting down");
  }
  return find_unlocked(reference).function;
}

const FunctionRegistry::Entry& FunctionRegistry::find_unlocked(
    const FunctionReference& reference) const {
  const bool elsewhere =
      (!reference.scope.region.empty() && reference.scope.region != scope_.region) ||
      (!reference.scope.account_id.empty() && reference.scope.account_id != scope_.account_id);
  const auto found = functions_.find(reference.name);
  const bool latest = reference.qualifier.empty() || reference.qualifier == "$LATEST";
  if (elsewhere || !latest || found == functions_.end()) {
    throw function_not_found(scope_, reference);
  }
  return found->second;
}

bool FunctionRegistry::has(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  return functions_.contains(name);
}

std::vector<std::shared_ptr<Function>> FunctionRegistry::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Function>> functions;
  for (const auto& [name, entry] : functions_) functions.push_back(entry.function);
  return functions;
}

std::optional<EventInvokeConfig> FunctionRegistry::event_invoke(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = functions_.find(name);
  return found == functions_.end() ? std::nullopt : found->second.event_invoke;
}

void FunctionRegistry::set_event_invoke(const std::string& name,
                                        std::optional<EventInvokeConfig> config) {
  const std::lock_guard lock(mutex_);
  const auto found = functions_.find(name);
  if (found != functions_.end()) found->second.event_invoke = std::move(config);
}

ResourcePolicy FunctionRegistry::policy(const FunctionReference& reference) const {
  const std::lock_guard lock(mutex_);
  return find_unlocked(reference).policy;
}

void FunctionRegistry::change_policy(const FunctionReference& reference,
                                     const std::function<void(ResourcePolicy& policy)>& change) {
  const std::lock_guard lock(mutex_);
  static_cast<void>(find_unlocked(reference));
  change(functions_.at(reference.name).policy);
}

void FunctionRegistry::stop() {
  std::vector<std::shared_ptr<Function>> ending;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    for (const auto& [name, entry] : functions_) ending.push_back(entry.function);
    for (const auto& each : retired_) {
      if (auto function = each.lock()) ending.push_back(std::move(function));
    }
  }
  for (const auto& function : ending) function->stop();
}

void FunctionRegistry::remember_retired(const std::shared_ptr<Function>& function) {
  std::erase_if(retired_, [](const std::weak_ptr<Function>& each) { return each.expired(); });
  retired_.push_back(function);
}

}  // namespace shrike::local
