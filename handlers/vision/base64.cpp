#include "handlers/vision/base64.h"

#include <algorithm>
#include <array>
#include <limits>

#include <openssl/evp.h>

namespace shrike::vision {
namespace {

/// Which bytes stand for six bits. A table, for a photograph is millions of them.
constexpr auto kAlphabet = [] {
  std::array<bool, 256> members = {};
  for (const char c : {'+', '/'}) members[static_cast<unsigned char>(c)] = true;
  for (unsigned char c = '0'; c <= '9'; ++c) members[c] = true;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) members[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) members[c] = true;
  return members;
}();

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > std::numeric_limits<int>::max()) return std::nullopt;
  if (text.empty()) return std::string();

  std::size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=') ++padding;
  // OpenSSL skips white space at either end and takes padding for zero bytes: both are ruled here.
  const auto digits = text.substr(0, text.size() - padding);
  if (!std::all_of(digits.begin(), digits.end(),
                   [](char c) { return kAlphabet[static_cast<unsigned char>(c)]; }))
    return std::nullopt;

  std::string bytes(text.size() / 4 * 3, '\0');
  const int decoded = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()));
  if (decoded < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(decoded) - padding);
  return bytes;
}

}  // namespace shrike::vision
