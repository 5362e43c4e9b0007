#include "infra/local/stack/event_pattern.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

const json kEvent = json::parse(R"({"source":"aws.s3","detail-type":"Object Created",
  "resources":["arn:aws:s3:::uploads"],
  "detail":{"bucket":{"name":"uploads"},"object":{"key":"in/a b.jpg","size":7,"etag":null}}})");

struct Case {
  const char* name;
  const char* pattern;
  bool matches;
};

class Patterns : public testing::TestWithParam<Case> {};

TEST_P(Patterns, MatchAsEventBridgeDoes) {
  EXPECT_EQ(EventPattern(GetParam().pattern, "rule").matches(kEvent), GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(
    All, Patterns,
    testing::Values(
        Case{"AField", R"({"source":["aws.s3"]})", true},
        Case{"AnotherValue", R"({"source":["aws.ec2"]})", false},
        Case{"OneOfSeveral", R"({"source":["aws.ec2","aws.s3"]})", true},
        Case{"EveryField", R"({"source":["aws.s3"],"detail-type":["Object Deleted"]})", false},
        Case{"Nested", R"({"detail":{"bucket":{"name":["uploads"]}}})", true},
        Case{"NestedInWhatIsNotThere", R"({"detail":{"task":{"name":["x"]}}})", false},
        Case{"AMissingField", R"({"account":["1"]})", false},
        Case{"ANumber", R"({"detail":{"object":{"size":[7]}}})", true},
        Case{"ANumberIsNoText", R"({"detail":{"object":{"size":["7"]}}})", false},
        Case{"ANull", R"({"detail":{"object":{"etag":[null]}}})", true},
        Case{"ANullThatIsNotThere", R"({"detail":{"object":{"version-id":[null]}}})", false},
        Case{"AnElementOfAList", R"({"resources":["arn:aws:s3:::uploads"]})", true},
        Case{"APrefix", R"({"detail":{"object":{"key":[{"prefix":"in/"}]}}})", true},
        Case{"AnotherPrefix", R"({"detail":{"object":{"key":[{"prefix":"out/"}]}}})", false},
        Case{"APrefixOfANumber", R"({"detail":{"object":{"size":[{"prefix":"7"}]}}})", false},
        Case{"ASuffix", R"({"detail":{"object":{"key":[{"suffix":".jpg"}]}}})", true},
        Case{"AnythingBut", R"({"source":[{"anything-but":["aws.ec2"]}]})", true},
        Case{"AnythingButIt", R"({"source":[{"anything-but":"aws.s3"}]})", false},
        Case{"AnythingButOfNothing", R"({"account":[{"anything-but":["1"]}]})", false},
        Case{"Exists", R"({"detail":{"object":{"key":[{"exists":true}]}}})", true},
        Case{"ExistsNot", R"({"detail":{"object":{"version-id":[{"exists":false}]}}})", true},
        Case{"ExistsAfterAll", R"({"source":[{"exists":false}]})", false}),
    [](const testing::TestParamInfo<Case>& row) { return row.param.name; });

TEST(EventPattern, MatchesNothingThatIsNoEvent) {
  const EventPattern absent(R"({"source":[{"exists":false}]})", "Rule");
  EXPECT_TRUE(absent.matches(nlohmann::json::object()));
  EXPECT_FALSE(absent.matches(nlohmann::json::array()));
  EXPECT_FALSE(absent.matches("source"));
}

TEST(EventPattern, RefusesWhatItWouldNotKeep) {
  const std::string deep = [] {
    std::string text = R"(["x"])";
    for (int i = 0; i < 40; ++i) text = R"({"a":)" + text + "}";
    return text;
  }();
  for (const std::string& pattern :
       {std::string(), std::string("["), std::string("[]"), std::string("{}"),
        std::string(R"({"source":"aws.s3"})"), std::string(R"({"source":[]})"),
        std::string(R"({"source":[["x"]]})"), std::string(R"({"source":[{}]})"),
        std::string(R"({"source":[{"numeric":[">",5]}]})"),
        std::string(R"({"source":[{"prefix":"a","suffix":"b"}]})"),
        std::string(R"({"source":[{"prefix":3}]})"), std::string(R"({"$or":[{"a":["b"]}]})"),
        std::string(R"({"detail":{}})"), deep}) {
    try {
      const EventPattern accepted(pattern, "Rule.EventPattern");
      FAIL() << pattern;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Template.Invalid");
      EXPECT_NE(error.message().find("Rule.EventPattern"), std::string::npos) << error.message();
    }
  }
}

}  // namespace
}  // namespace shrike::local
