#include "handlers/vision/base64.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace shrike::vision {
namespace {

// RFC 4648, section 10.
TEST(Base64, DecodesThePublishedVectors) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"Zg==", "f"},
                                                         {"Zm8=", "fo"},
                                                         {"Zm9v", "foo"},
                                                         {"Zm9vYg==", "foob"},
                                                         {"Zm9vYmE=", "fooba"},
                                                         {"Zm9vYmFy", "foobar"}};
  for (const auto& [encoded, plain] : vectors) EXPECT_EQ(decode_base64(encoded), plain) << encoded;
  EXPECT_EQ(decode_base64("AP/+"), std::string("\0\xFF\xFE", 3));
}

TEST(Base64, RefusesWhatIsNotStrictlyBase64) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "====", "A===", "=Zg=", "Zg==Zg==", "Zm9v\n",
                           "\nZm9", " Zm9", "Zm9-", "Zm_v", "Zm9\xC3"})
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  EXPECT_EQ(decode_base64(std::string_view("Zm\0v", 4)), std::nullopt);
}

}  // namespace
}  // namespace shrike::vision
