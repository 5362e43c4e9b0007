#include "handlers/modules/utf8.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

TEST(Utf8, IsToldFromOtherBytes) {
  for (const char* text : {"", "a", "\xC3\xA9", "\xF0\x9F\x90\xA6", "a\nb"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text :
       {"\xFF", "\xC3", "\xC3(", "\xED\xA0\x80", "\xC0\x80", "\xF5\x80\x80\x80"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, ReplacesWhatJsonCannotSpell) {
  const nlohmann::json value{{"key", "a\xFF"}};
  EXPECT_EQ(to_json_text(value), "{\"key\":\"a\xEF\xBF\xBD\"}");
}

}  // namespace
}  // namespace shrike
