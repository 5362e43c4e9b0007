#include "infra/local/lambda/faults.h"

#include <gmock/gmock.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Faults, ReadsEveryKindAndWritesItBackAsItWas) {
  constexpr const char* kTexts[] = {
      "next:drop",
      "next#1:drop-after",
      "response#12:status=413",
      "response:slow",
      "response:slow=1000",
      "next:cut",
      "next:cut=0",
      "next:missing=Lambda-Runtime-Aws-Request-Id",
      "next#3:repeat=Content-Type",
      "error:malformed",
      "init-error:huge",
      "init-error:huge=16777216",
      "init-error:garbage",
      "next#18446744073709551615:stale",
  };
  for (const char* text : kTexts) {
    const auto faults = parse_faults(text);
    ASSERT_EQ(faults.size(), 1U) << text;
    EXPECT_EQ(to_string(faults[0]), text);
  }
}

TEST(Faults, ReadsAFaultsParts) {
  EXPECT_THAT(parse_faults("response#2:status=500"),
              ElementsAre(Fault{RuntimeCall::Response, 2, FaultKind::Status, 500, {}}));
  EXPECT_THAT(parse_faults("next:missing=X"),
              ElementsAre(Fault{RuntimeCall::Next, 0, FaultKind::Missing, std::nullopt, "X"}));
}

TEST(Faults, AListIsSeparatedByCommasOrBlanks) {
  EXPECT_EQ(parse_faults(" next:drop,response:drop\n error:drop , ").size(), 3U);
  EXPECT_TRUE(parse_faults("").empty());
  EXPECT_TRUE(parse_faults(" ,, ").empty());
}

TEST(Faults, RefusesWhatIsNoFaultAndNamesIt) {
  const std::string texts[] = {
      "next",
      ":drop",
      "ping:drop",
      "Next:drop",
      "next#:drop",
      "next#0:drop",
      "next#-1:drop",
      "next#1x:drop",
      "next#99999999999999999999:drop",
      "next:",
      "next:explode",
      "next:drop=1",
      "next:status",
      "next:status=",
      "next:status=404",
      "next:status=-500",
      "next:slow=0",
      "next:slow=1001",
      "next:cut=half",
      "next:huge=16777217",
      "next:missing",
      "next:missing=",
      "next:missing=A:B",
      "next:repeat=" + std::string(257, 'x'),
      "response:stale",
      std::string("next:dr\0op", 10),
      "\xFF\xFE:drop",
  };
  for (const auto& text : texts) {
    try {
      static_cast<void>(parse_faults(text));
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Fault.Invalid");
      EXPECT_EQ(error.kind(), ErrorKind::Reject);
      EXPECT_THAT(error.message(), HasSubstr(text.substr(0, 100)));
    }
  }
}

TEST(Faults, AHugeTextIsNotQuotedWhole) {
  try {
    static_cast<void>(parse_faults(std::string(1'000'000, 'x')));
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_LT(error.message().size(), 300U);
  }
}

TEST(FaultPlan, CountsEachCallByItself) {
  FaultPlan plan(parse_faults("next#2:drop"));
  EXPECT_FALSE(plan.due(RuntimeCall::Next));
  EXPECT_FALSE(plan.due(RuntimeCall::Response));
  EXPECT_TRUE(plan.due(RuntimeCall::Next));
  EXPECT_FALSE(plan.due(RuntimeCall::Next));
}

TEST(FaultPlan, AFaultWithoutANumberIsAlwaysDue) {
  FaultPlan plan(parse_faults("response:drop"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(plan.due(RuntimeCall::Response));
  EXPECT_FALSE(plan.due(RuntimeCall::Next));
}

TEST(FaultPlan, OfTwoFaultsTheFirstNamedTakesPlace) {
  FaultPlan plan(parse_faults("next#1:drop, next:garbage"));
  EXPECT_EQ(plan.due(RuntimeCall::Next)->kind, FaultKind::Drop);
  EXPECT_EQ(plan.due(RuntimeCall::Next)->kind, FaultKind::Garbage);
}

}  // namespace
}  // namespace shrike::local
