#include "runtime/base64.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace shrike {
namespace {

// RFC 4648, section 10.
TEST(Base64, KeepsToThePublishedVectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"Zg==", "f"},
                                                         {"Zm8=", "fo"},
                                                         {"Zm9v", "foo"},
                                                         {"Zm9vYg==", "foob"},
                                                         {"Zm9vYmE=", "fooba"},
                                                         {"Zm9vYmFy", "foobar"}};
  for (const auto& [encoded, plain] : vectors) {
    EXPECT_EQ(base64_decode(encoded), plain) << encoded;
    EXPECT_EQ(base64_encode(plain), encoded) << plain;
  }
  EXPECT_EQ(base64_decode("AP/+"), std::string("\0\xFF\xFE", 3));
  EXPECT_EQ(base64_encode(std::string("\0\xFF\xFE", 3)), "AP/+");
}

TEST(Base64, DecodesWhatItEncoded) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, RefusesWhatIsNotStrictlyBase64) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "A===", "=Zg=", "Zg==Zg==", "Zm9v\n",
                           "Zh==", "Zm9=", "\nZm9", " Zm9", "Zm9-", "Zm_v", "Zm9\xC3"})
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  EXPECT_EQ(base64_decode(std::string_view("Zm\0v", 4)), std::nullopt);
}

}  // namespace
}  // namespace shrike
