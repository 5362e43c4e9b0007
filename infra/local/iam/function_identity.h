#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handlers/aws/credentials.h"
#include "infra/local/iam/policy.h"
#include "infra/local/uuid.h"

namespace shrike::local {

/// Who a function is to the services that it calls: a session of its role.
struct FunctionIdentity {
  std::string function;  ///< its name
  std::string handler;
  std::string role;  ///< the role's name
  std::string log_group;
  Credentials credentials;
  /// Its role's policies. Absent: the function names no role of the stack, and may do everything.
  std::optional<std::vector<Policy>> policies;
};

/// Parses the policies of a function's role. Throws Error "Policy.Invalid" (Reject), naming the
/// function and the policy.
[[nodiscard]] std::vector<Policy> parse_role_policies(const std::string& function,
                                                      const std::vector<std::string>& documents);

/// What every secret key and every session token of a function here begins with: where one turns up
/// that is no place for it, as in a log, it is known at sight.
constexpr std::string_view kLocalSecret = "LocalSecret+";
constexpr std::string_view kLocalToken = "LocalToken/";

/// Credentials of a session, of the form that Lambda hands out: an access key id that begins with
/// ASIA, a secret of 40 characters and a session token.
[[nodiscard]] Credentials session_credentials(const RandomBits& random);

/// `arn:aws:sts::<account>:assumed-role/<role>/<function>`: who calls, as AWS's refusals say it.
[[nodiscard]] std::string session_arn(const FunctionIdentity& identity,
                                      std::string_view account_id);

}  // namespace shrike::local
