#include "infra/local/s3/digest.h"

#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "runtime/error.h"
#include "runtime/number.h"

namespace shrike::local {
namespace {

void check(bool succeeded) {
  if (!succeeded) throw Error(ErrorKind::Bug, "Crypto.Failed", "OpenSSL refused a digest");
}

EVP_MD_CTX* as_context(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

void Digest::Free::operator()(void* context) const noexcept {
  EVP_MD_CTX_free(as_context(context));
}

Digest::Digest(Kind kind) : context_(EVP_MD_CTX_new()) {
  check(EVP_DigestInit_ex(as_context(context_.get()), kind == Kind::Md5 ? EVP_md5() : EVP_sha256(),
                          nullptr) == 1);
}

void Digest::update(std::string_view bytes) {
  check(EVP_DigestUpdate(as_context(context_.get()), bytes.data(), bytes.size()) == 1);
}

std::string Digest::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  check(EVP_DigestFinal_ex(as_context(context_.get()), bytes.data(), &size) == 1);
  return {bytes.begin(), bytes.begin() + size};
}

std::string to_hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  if (text.size() % 2 != 0) return {};
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto byte = parse_number<unsigned char>(text.substr(i, 2), 16);
    if (!byte) return {};
    bytes += static_cast<char>(*byte);
  }
  return bytes;
}

}  // namespace shrike::local
