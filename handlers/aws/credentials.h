#pragma once

#include <string>

#include "runtime/environment.h"

namespace shrike {

/// Never logged, never part of an error's message.
struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  ///< empty for long-lived keys
};

/// From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, which Lambda sets. Read
/// anew for each invocation. Throws Error "Credentials.Missing" (Reject) naming the variable.
[[nodiscard]] Credentials credentials_from(const Environment& environment);

/// The text with every part of the credentials struck out, plain or percent-encoded: a service's
/// message may quote the request, session token and all.
[[nodiscard]] std::string without_credentials(std::string text, const Credentials& credentials);

}  // namespace shrike
