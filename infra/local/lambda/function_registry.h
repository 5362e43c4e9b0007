#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "infra/local/lambda/arn.h"
#include "infra/local/lambda/function.h"
#include "infra/local/lambda/resource_policy.h"

namespace shrike::local {

/// The functions by name, with what can be said of them apart from their configuration.
/// Thread-safe.
class FunctionRegistry {
 public:
  using Make = std::function<std::shared_ptr<Function>(FunctionConfiguration configuration)>;

  FunctionRegistry(FunctionScope scope, Make make)
      : scope_(std::move(scope)), make_(std::move(make)) {}

  [[nodiscard]] const FunctionScope& scope() const noexcept { return scope_; }

  /// Replaces a function of the same name, which is retired. Throws Error "Config.Invalid" (Reject)
  /// for a name that Lambda does not allow.
  void add(FunctionConfiguration configuration);
  /// Retires it, too. Throws what find() throws.
  void remove(const FunctionReference& reference);

  /// Throws AwsFault ResourceNotFoundException (404), ServiceException (500) once stop() was
  /// called.
  [[nodiscard]] std::shared_ptr<Function> find(const FunctionReference& reference) const;
  [[nodiscard]] bool has(const std::string& name) const;
  /// By name.
  [[nodiscard]] std::vector<std::shared_ptr<Function>> all() const;

  [[nodiscard]] std::optional<EventInvokeConfig> event_invoke(const std::string& name) const;
  void set_event_invoke(const std::string& name, std::optional<EventInvokeConfig> config);

  /// Throws what find() throws.
  [[nodiscard]] ResourcePolicy policy(const FunctionReference& reference) const;
  /// What `change` throws comes out, too.
  void change_policy(const FunctionReference& reference,
                     const std::function<void(ResourcePolicy& policy)>& change);

  /// Ends every function's sandboxes, the retired ones' too; nothing is found any more.
  void stop();

 private:
  struct Entry {
    std::shared_ptr<Function> function;
    std::optional<EventInvokeConfig> event_invoke;
    ResourcePolicy policy;
  };

  [[nodiscard]] const Entry& find_unlocked(const FunctionReference& reference) const;
  /// With the lock held; retire() is the caller's, after it.
  void remember_retired(const std::shared_ptr<Function>& function);

  const FunctionScope scope_;
  const Make make_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry> functions_;
  std::vector<std::weak_ptr<Function>>
      retired_;  ///< that may still run; their invocations own them
  bool stopped_ = false;
};

}  // namespace shrike::local
