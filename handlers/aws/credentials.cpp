#include "handlers/aws/credentials.h"

#include <string_view>

#include "runtime/error.h"
#include "runtime/percent.h"

namespace shrike {
namespace {

std::string required(const Environment& environment, std::string_view name) {
  auto value = environment(name).value_or("");
  if (value.empty()) {
    throw Error(ErrorKind::Reject, "Credentials.Missing", std::string(name) + " is not set");
  }
  return value;
}

void strike_out(std::string& text, std::string_view secret) {
  if (secret.empty()) return;
  constexpr std::string_view kStruckOut = "[credential]";
  for (auto at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + kStruckOut.size())) {
    text.replace(at, secret.size(), kStruckOut);
  }
}

}  // namespace

Credentials credentials_from(const Environment& environment) {
  return {.access_key_id = required(environment, "AWS_ACCESS_KEY_ID"),
          .secret_access_key = required(environment, "AWS_SECRET_ACCESS_KEY"),
          .session_token = environment("AWS_SESSION_TOKEN").value_or("")};
}

std::string without_credentials(std::string text, const Credentials& credentials) {
  for (const auto* secret :
       {&credentials.session_token, &credentials.secret_access_key, &credentials.access_key_id}) {
    strike_out(text, *secret);
    strike_out(text, percent_encode(*secret, ""));
  }
  return text;
}

}  // namespace shrike
