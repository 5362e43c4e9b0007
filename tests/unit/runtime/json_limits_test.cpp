#include "runtime/json_limits.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;
using Flaw = JsonRefused::Flaw;

constexpr JsonLimits kFew{.depth = 3, .values = 6};

JsonRefused refusal(const std::string& text) {
  try {
    ADD_FAILURE() << "read: " << parse_json(text, kFew);
  } catch (const JsonRefused& refused) {
    return refused;
  }
  return {Flaw::NotJson, 0};
}

TEST(JsonLimits, ReadsWhatIsWithin) {
  for (const char* text : {"null", "[[[]]]", R"({"a":{"b":{}}})", "[1,2.5,true,\"x\",null]",
                           R"({"a":1,"b":2,"c":3,"d":4,"e":5})"}) {
    EXPECT_EQ(parse_json(text, kFew), json::parse(text)) << text;
  }
}

TEST(JsonLimits, CountsEachValueAndLevel) {
  EXPECT_EQ(refusal("[[[[]]]]").flaw(), Flaw::TooDeep);
  EXPECT_EQ(refusal(R"({"a":{"b":{"c":{}}}})").flaw(), Flaw::TooDeep);
  EXPECT_EQ(refusal("[1,2,3,4,5,6]").flaw(), Flaw::TooManyValues);
  EXPECT_EQ(refusal("[{},{},[],[],{},{}]").flaw(), Flaw::TooManyValues);
}

TEST(JsonLimits, AreFoundBeforeTheRestIsRead) {
  EXPECT_EQ(refusal(std::string(100'000, '[')).flaw(), Flaw::TooDeep);
  EXPECT_EQ(refusal("[1,2,3,4,5,6,no JSON").flaw(), Flaw::TooManyValues);
}

TEST(JsonLimits, TellWhereATextStopsBeingJson) {
  const JsonRefused refused = refusal("[1,2 3]");
  EXPECT_EQ(refused.flaw(), Flaw::NotJson);
  EXPECT_EQ(refused.byte(), 6U);
  for (const char* text : {"", "{", "[1]]", "\"\xFF\"", "\"\\ud800\"", "{\"a\":1,}"}) {
    EXPECT_EQ(refusal(text).flaw(), Flaw::NotJson) << text;
  }
}

TEST(JsonLimits, TellANumberThatNoDoubleHolds) {
  EXPECT_EQ(refusal("[1e999]").flaw(), Flaw::NumberTooLarge);
  EXPECT_EQ(parse_json("18446744073709551616", kFew), json(18446744073709551616.0));
}

}  // namespace
}  // namespace shrike
