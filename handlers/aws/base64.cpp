#include "handlers/aws/base64.h"

#include <openssl/evp.h>

#include "runtime/error.h"

namespace shrike {

std::string base64_encode(std::string_view bytes) {
  constexpr std::size_t kLimit = std::size_t{1} << 30U;  // OpenSSL counts in int
  if (bytes.size() > kLimit) {
    throw Error(ErrorKind::Bug, "Base64.TooLarge", "More than 1 GiB is not encoded as base64");
  }
  const auto encoded_size = (bytes.size() + 2) / 3 * 4;
  std::string encoded(encoded_size + 1, '\0');  // OpenSSL ends it with a zero byte
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  encoded.resize(encoded_size);
  return encoded;
}

}  // namespace shrike
