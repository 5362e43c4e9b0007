#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "handlers/aws/credentials.h"
#include "infra/local/iam/call_record.h"
#include "infra/local/iam/decision.h"
#include "infra/local/iam/function_identity.h"

namespace shrike::local {

struct AccessOptions {
  Credentials account;  ///< the account's own, which may do everything
  std::string account_id = "000000000000";
  std::string region = "us-east-1";
  CallRecord* record = nullptr;  ///< gets every call of a function; outlives this
};

/// Who may do what: knows the credentials of the account and of each function, decides what a
/// function may do by its role's policies, and records it. Thread-safe once all functions are
/// there.
class AccessControl {
 public:
  explicit AccessControl(AccessOptions options) : options_(std::move(options)) {}

  /// Before the first request.
  void add(FunctionIdentity identity);

  /// Null where nobody has this access key.
  [[nodiscard]] const Credentials* credentials_of(std::string_view access_key_id) const;
  /// Null for the account itself.
  [[nodiscard]] const FunctionIdentity* function_with_key(std::string_view access_key_id) const;
  /// Null where no such function is known.
  [[nodiscard]] const FunctionIdentity* function_named(std::string_view name) const;

  /// Whether it matters what the caller asks for: it has policies, or its calls are recorded.
  [[nodiscard]] bool watches(const FunctionIdentity* caller) const {
    return caller != nullptr && (caller->policies || options_.record != nullptr);
  }
  /// Whether the caller may do it. Null is the account, which may. Records what a function asks.
  [[nodiscard]] bool allows(const FunctionIdentity* caller, const AccessRequest& request) const;
  /// Throws AwsFault AccessDenied (403) in AWS's words where allows() says no.
  void require(const FunctionIdentity* caller, const AccessRequest& request) const;
  /// Records what happens in a function's name whatever its policies say, as allowed and with the
  /// statement that allows it, if one does.
  void note(const FunctionIdentity& caller, const AccessRequest& request) const;

 private:
  [[nodiscard]] Decision decision_on(const FunctionIdentity& caller, AccessRequest request) const;
  [[nodiscard]] Decision ask(const FunctionIdentity& caller, const AccessRequest& request) const;
  void record(const FunctionIdentity& caller, const AccessRequest& request,
              const Decision& decision) const;

  AccessOptions options_;
  std::map<std::string, FunctionIdentity, std::less<>> functions_;    ///< by name
  std::map<std::string, const FunctionIdentity*, std::less<>> keys_;  ///< by access key id
};

}  // namespace shrike::local
