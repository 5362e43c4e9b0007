/// Access key, secret and token, a line each, then a service's message that may quote them.
#include <string>

#include "handlers/aws/credentials.h"
#include "runtime/percent.h"
#include "tests/fuzz/fuzz_input.h"

namespace {

/// As AWS makes credentials: long, and of base64's letters.
bool is_credential(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+=";
  return text.size() >= 16 && text.find_first_not_of(kAlphabet) == std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  const Credentials credentials{std::string(input.line()), std::string(input.line()),
                                std::string(input.line())};
  const std::string message(input.rest());
  const std::string shown = without_credentials(message, credentials);
  for (const std::string& secret :
       {credentials.access_key_id, credentials.secret_access_key, credentials.session_token}) {
    if (!is_credential(secret)) continue;
    fuzz::require(shown.find(secret) == std::string::npos, "no credential is shown");
    fuzz::require(shown.find(percent_encode(secret, "")) == std::string::npos, "encoded neither");
  }
  return 0;
}
