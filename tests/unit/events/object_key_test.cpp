#include "handlers/events/object_key.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "handlers/aws/sigv4.h"

namespace shrike {
namespace {

using namespace std::string_literals;

struct Row {
  const char* name;
  std::string encoded;
  std::string decoded;
};

class ObjectKeyTable : public testing::TestWithParam<Row> {};

TEST_P(ObjectKeyTable, Decodes) {
  EXPECT_EQ(decode(EncodedKey(GetParam().encoded)).str(), GetParam().decoded);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, ObjectKeyTable,
    testing::Values(Row{"Plain", "photos/2026/a.jpg", "photos/2026/a.jpg"}, Row{"Empty", "", ""},
                    Row{"PlusIsSpace", "red+flower.jpg", "red flower.jpg"},
                    Row{"EscapedPlusIsPlus", "a%2Bb", "a+b"},
                    Row{"SpaceAndPlus", "my+photo%2B1.jpg", "my photo+1.jpg"},
                    Row{"EscapedSpace", "a%20b", "a b"}, Row{"DecodedOnce", "100%2525", "100%25"},
                    Row{"PercentOnly", "%25", "%"}, Row{"LowerCaseDigits", "%c3%a9", "\xC3\xA9"},
                    Row{"UpperCaseDigits", "%C3%A9", "\xC3\xA9"},
                    Row{"EscapedSlash", "a%2Fb", "a/b"}, Row{"RawUtf8", "\xC3\xA9", "\xC3\xA9"},
                    Row{"Emoji", "%F0%9F%90%A6.png", "\xF0\x9F\x90\xA6.png"},
                    Row{"PercentAtEnd", "50%", "50%"}, Row{"OneDigitAtEnd", "50%2", "50%2"},
                    Row{"NoDigits", "50%zz", "50%zz"}, Row{"SecondDigitBad", "%4g", "%4g"},
                    Row{"PercentBeforeEscape", "%%41", "%A"},
                    Row{"SignIsNoDigit", "%+1%-1", "% 1%-1"}, Row{"NotUtf8", "%FF%FE", "\xFF\xFE"},
                    Row{"Nul", "a%00b", "a\0b"s},
                    Row{"Punctuation", "%3D%3B%3A%40%2C%21*%27%28%29", "=;:@,!*'()"}),
    [](const auto& row) { return row.param.name; });

TEST(ObjectKey, UndoesTheEncodingOfAnyBytes) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> byte(0, 255);
  for (int round = 0; round < 200; ++round) {
    std::string key;
    for (int length = byte(random); length > 0; --length) key += static_cast<char>(byte(random));
    EXPECT_EQ(decode(EncodedKey(sigv4::uri_encode(key, true))).str(), key);
  }
}

}  // namespace
}  // namespace shrike
