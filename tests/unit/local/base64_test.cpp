#include "infra/local/base64.h"

#include <gtest/gtest.h>

#include "handlers/aws/base64.h"

namespace shrike::local {
namespace {

TEST(Base64Decode, IsTheInverseOfEncoding) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64Decode, GivesNothingForWhatNoEncoderWrites) {
  for (const char* bad : {"A", "AA", "AAA", "AA=", "A===", "AB==", "AAAA====", "AA==AA==", "AA A",
                          "AAA\n", "\nAAA", "AA-_", "=", "====", "AAA\xC3"}) {
    EXPECT_EQ(base64_decode(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace shrike::local
