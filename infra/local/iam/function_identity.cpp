#include "infra/local/iam/function_identity.h"

#include <fmt/format.h>

#include "runtime/base64.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

std::string random_text(std::string_view alphabet, std::size_t length, const RandomBits& random) {
  std::string text;
  while (text.size() < length) text += alphabet[random() % alphabet.size()];
  return text;
}

std::string random_base64(std::size_t bytes, const RandomBits& random) {
  std::string raw;
  while (raw.size() < bytes) raw += static_cast<char>(random() & 0xFFU);
  return base64_encode(raw);
}

}  // namespace

std::vector<Policy> parse_role_policies(const std::string& function,
                                        const std::vector<std::string>& documents) {
  std::vector<Policy> policies;
  for (const auto& document : documents) {
    try {
      policies.push_back(parse_policy(document));
    } catch (const Error& error) {
      throw Error(error.kind(), error.type(),
                  fmt::format("Policy {} of function {}'s role: {}", policies.size() + 1, function,
                              error.message()));
    }
  }
  return policies;
}

Credentials session_credentials(const RandomBits& random) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  constexpr std::size_t kSecretBytes = 21;  // 28 characters: 40 with the mark before them
  constexpr std::size_t kTokenBytes = 180;
  return {.access_key_id = "ASIA" + random_text(kAlphabet, 16, random),
          .secret_access_key = std::string(kLocalSecret) + random_base64(kSecretBytes, random),
          .session_token = std::string(kLocalToken) + random_base64(kTokenBytes, random)};
}

std::string session_arn(const FunctionIdentity& identity, std::string_view account_id) {
  return fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account_id, identity.role,
                     identity.function);
}

}  // namespace shrike::local
