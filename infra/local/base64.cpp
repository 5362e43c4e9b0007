#include "infra/local/base64.h"

#include <algorithm>

#include <openssl/evp.h>

#include "handlers/aws/base64.h"

namespace shrike::local {

std::optional<std::string> base64_decode(std::string_view text) {
  constexpr std::size_t kLimit = std::size_t{1} << 30U;  // OpenSSL counts in int
  if (text.size() % 4 != 0 || text.size() > kLimit) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size));
  // OpenSSL counts the padding as zero bytes, and passes over spaces at either end.
  const auto padding = text.size() - std::min(text.find('='), text.size());
  if (padding > 2 || padding > bytes.size()) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  return base64_encode(bytes) == text ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace shrike::local
