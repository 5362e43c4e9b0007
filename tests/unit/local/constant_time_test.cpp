// Secrets are compared by OpenSSL's comparison of constant time: the linker puts ours before it
// (--wrap in CMakeLists.txt), which notes what is compared and lets OpenSSL do it.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/auth.h"
#include "infra/local/aws_fault.h"
#include "tests/unit/local/fixtures.h"

namespace {

std::vector<std::string>& compared() {
  static std::vector<std::string> texts;
  return texts;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names
extern "C" {
int __real_CRYPTO_memcmp(const void* left, const void* right, std::size_t size);
int __wrap_CRYPTO_memcmp(const void* left, const void* right, std::size_t size);
int __wrap_CRYPTO_memcmp(const void* left, const void* right, std::size_t size) {
  compared().emplace_back(static_cast<const char*>(right), size);
  return __real_CRYPTO_memcmp(left, right, size);
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace shrike::local {
namespace {

using ::testing::Contains;

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);
const Credentials kCredentials{"AKIDEXAMPLE", "secret", "token"};

sigv4::Request signed_get() {
  sigv4::Request request{.method = "GET",
                         .path = "/bucket/key",
                         .query = "",
                         .headers = {{"Host", "127.0.0.1:4566"}},
                         .payload_hash = sigv4::sha256_hex("")};
  sign(request, {.time = kNow, .region = "us-east-1", .service = "s3"}, kCredentials,
       sigv4::PathStyle::S3);
  return request;
}

void replace_in_header(sigv4::Request& request, std::string_view name, std::size_t from_the_end,
                       char by) {
  for (auto& [field, value] : request.headers) {
    if (field == name) value[value.size() - from_the_end] = by;
  }
}

std::string fault_of(const sigv4::Request& request) {
  TextBody unread("");
  try {
    static_cast<void>(verify_signature(
        server_request(request, unread), [](std::string_view) { return &kCredentials; }, kNow,
        std::nullopt));
  } catch (const AwsFault& fault) {
    return fault.code();
  }
  return "";
}

constexpr std::size_t kHexDigits = 64;  // of a SHA-256

TEST(ConstantTime, TheWholeOfASignatureIsComparedWhereverItDiffers) {
  for (const std::size_t from_the_end : {kHexDigits, kHexDigits / 2, std::size_t{1}}) {
    sigv4::Request request = signed_get();
    replace_in_header(request, "Authorization", from_the_end, 'X');
    compared().clear();
    EXPECT_EQ(fault_of(request), "SignatureDoesNotMatch");
    std::string claimed;
    for (const auto& [field, value] : request.headers) {
      if (field == "Authorization") claimed = value.substr(value.size() - kHexDigits);
    }
    EXPECT_THAT(compared(), Contains(claimed));
  }
}

TEST(ConstantTime, TheWholeOfASessionTokenIsCompared) {
  sigv4::Request request = signed_get();
  compared().clear();
  EXPECT_EQ(fault_of(request), "");
  EXPECT_THAT(compared(), Contains(kCredentials.session_token));
}

}  // namespace
}  // namespace shrike::local
