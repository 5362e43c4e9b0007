/// Method, path, query, headers, an empty line, the body: verified as it is, and after we sign it.
#include <optional>
#include <string>
#include <string_view>

#include "handlers/aws/sigv4.h"
#include "infra/local/auth.h"
#include "tests/fuzz/fuzz_local.h"
#include "tests/unit/local/fixtures.h"

namespace shrike::local {
namespace {

using fuzz::require;

/// 2026-11-21T03:38:29Z, for ever: the same case always does the same.
constexpr TimePoint kNow{std::chrono::seconds(1'795'232'309)};

const Credentials kCredentials{"AKIDEXAMPLE", "secret", ""};

const Credentials* lookup(std::string_view access_key_id) {
  return access_key_id == kCredentials.access_key_id ? &kCredentials : nullptr;
}

/// Whether the signature stands; a refusal in other words is none.
bool stands(const sigv4::Request& request) {
  TextBody body("");
  try {
    const VerifiedRequest verified =
        verify_signature(server_request(request, body), lookup, kNow, std::nullopt);
    require(verified.signer.access_key_id == kCredentials.access_key_id,
            "who signed is who is known");
    return true;
  } catch (const AwsFault&) {
    return false;
  }
}

/// Headers that the signer adds itself, or does not sign.
bool is_ours(const std::string& name) {
  sigv4::Request request;
  request.headers = {{name, ""}};
  const auto signed_names = sigv4::headers_to_sign(request);
  return signed_names.empty() || signed_names.front() == "host" ||
         signed_names.front().starts_with("x-amz-");
}

/// A field name of RFC 9110, 5.6.2. No other reaches the verifier past the server's HTTP parser,
/// and a comma or a semicolon in one would end the list of what is signed.
bool is_field_name(std::string_view name) {
  constexpr std::string_view kTokens =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !name.empty() && name.find_first_not_of(kTokens) == std::string_view::npos;
}

}  // namespace
}  // namespace shrike::local

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using namespace shrike::local;
  fuzz::Input input(data, size);
  sigv4::Request request;
  request.method = input.line();
  request.path = input.line();
  request.query = input.line();
  const HttpHeaders headers = fuzz::read_headers(input);
  request.payload_hash = sigv4::sha256_hex(input.rest());

  sigv4::Request foreign = request;
  foreign.headers.assign(headers.begin(), headers.end());
  static_cast<void>(stands(foreign));
  TextBody body("");
  static_cast<void>(claimed_scope(server_request(foreign, body)));

  if (request.query.find("X-Amz-") != std::string::npos) return 0;
  request.headers = {{"Host", "127.0.0.1:4566"}};
  for (const auto& [name, value] : headers) {
    if (is_field_name(name) && !is_ours(name)) request.headers.emplace_back(name, value);
  }
  const sigv4::Scope scope{kNow, "us-east-1", "s3"};
  sign(request, scope, kCredentials, sigv4::PathStyle::S3);
  fuzz::require(stands(request), "what we sign, the local cloud verifies");
  request.method += 'X';
  fuzz::require(!stands(request), "and nothing else");
  return 0;
}
