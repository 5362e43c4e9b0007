#include "infra/local/service_faults/service_fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;
using testing::Optional;

ServiceFault only(std::string_view text) {
  auto faults = parse_service_faults(text);
  EXPECT_EQ(faults.size(), 1U) << text;
  return faults.empty() ? ServiceFault{} : faults.front();
}

TEST(ServiceFaults, ReadsEveryKind) {
  constexpr std::pair<const char*, ServiceFaultKind> kKinds[] = {
      {"reset", ServiceFaultKind::Reset},
      {"reset-after", ServiceFaultKind::ResetAfter},
      {"cut", ServiceFaultKind::Cut},
      {"cut=0", ServiceFaultKind::Cut},
      {"truncate", ServiceFaultKind::Truncate},
      {"truncate=9223372036854775807", ServiceFaultKind::Truncate},
      {"flip", ServiceFaultKind::Flip},
      {"stall", ServiceFaultKind::Stall},
      {"slow=1", ServiceFaultKind::Slow},
      {"redirect=eu-west-1", ServiceFaultKind::Redirect},
      {"expired", ServiceFaultKind::Expired},
      {"skew=-31536000", ServiceFaultKind::Skew},
      {"kill", ServiceFaultKind::Kill},
      {"kill-after", ServiceFaultKind::KillAfter},
      {"error=503/SlowDown", ServiceFaultKind::Error},
  };
  for (const auto& [text, kind] : kKinds) {
    EXPECT_EQ(only(std::string("s3.GetObject:") + text).kind, kind) << text;
  }
}

TEST(ServiceFaults, ReadsAFaultsParts) {
  const auto counted = only("s3.PutObject@a/metadata.json#12:error=409/OperationAborted");
  EXPECT_EQ(counted.text, "s3.PutObject@a/metadata.json#12:error=409/OperationAborted");
  EXPECT_EQ(counted.action, "s3:PutObject");
  EXPECT_EQ(counted.target, "a/metadata.json");
  EXPECT_EQ(counted.nth, 12U);
  EXPECT_EQ(counted.status, 409);
  EXPECT_EQ(counted.name, "OperationAborted");

  const auto by_chance = only("*.Detect*~0.5%:slow=20-400");
  EXPECT_EQ(by_chance.action, "*:Detect*");
  EXPECT_THAT(by_chance.percent, Optional(0.5));
  EXPECT_THAT(by_chance.number, Optional(20));
  EXPECT_EQ(by_chance.upper, 400);

  EXPECT_EQ(only("s3.*:redirect=eu-west-1").status, 301);
  EXPECT_EQ(only("s3.*:redirect=eu-west-1/307").status, 307);
  EXPECT_THAT(only("s3.*:skew=-600").number, Optional(-600));
  EXPECT_EQ(only("s3.GetObject:cut").number, std::nullopt);
}

TEST(ServiceFaults, AListIsSeparatedByCommasOrBlanks) {
  EXPECT_EQ(parse_service_faults(" s3.*:reset,*.*:stall\n sns.Publish:kill , ").size(), 3U);
  EXPECT_TRUE(parse_service_faults("").empty());
  EXPECT_TRUE(parse_service_faults(" ,, ").empty());
}

TEST(ServiceFaults, RefusesWhatIsNoFaultAndNamesIt) {
  const std::string texts[] = {
      "s3",
      "s3.GetObject",
      ":reset",
      "s3:reset",
      ".GetObject:reset",
      "s3.:reset",
      "S3.GetObject:reset",
      "ec2.RunInstances:reset",
      "stepfunctions.StartExecution:reset",
      "s3.Get/Object:reset",
      "s3." + std::string(65, 'x') + ":reset",
      "s3.GetObject@:reset",
      "s3.GetObject@#1:reset",
      "s3.GetObject#:reset",
      "s3.GetObject#0:reset",
      "s3.GetObject#-1:reset",
      "s3.GetObject#1x:reset",
      "s3.GetObject#18446744073709551616:reset",
      "s3.GetObject#1~2%:reset",
      "s3.GetObject@a#b:reset",
      "s3.GetObject~:reset",
      "s3.GetObject~%:reset",
      "s3.GetObject~.%:reset",
      "s3.GetObject~2:reset",
      "s3.GetObject~0%:reset",
      "s3.GetObject~100.1%:reset",
      "s3.GetObject~-1%:reset",
      "s3.GetObject~1e1%:reset",
      "s3.GetObject~nan%:reset",
      "s3.GetObject~inf%:reset",
      "s3.GetObject~1.2.3%:reset",
      "s3.GetObject:",
      "s3.GetObject:explode",
      "s3.GetObject:reset=1",
      "s3.GetObject:kill=",
      "s3.GetObject:error",
      "s3.GetObject:error=",
      "s3.GetObject:error=503",
      "s3.GetObject:error=503/",
      "s3.GetObject:error=200/Fine",
      "s3.GetObject:error=600/Odd",
      "s3.GetObject:error=-503/SlowDown",
      "s3.GetObject:error=503/<Code>",
      "s3.GetObject:error=503/" + std::string(65, 'x'),
      "s3.GetObject:cut=half",
      "s3.GetObject:cut=-1",
      "s3.GetObject:truncate=9223372036854775808",
      "s3.GetObject:slow",
      "s3.GetObject:slow=0",
      "s3.GetObject:slow=3600001",
      "s3.GetObject:slow=9-3",
      "s3.GetObject:slow=3-",
      "s3.GetObject:slow=-3",
      "s3.GetObject:redirect",
      "s3.GetObject:redirect=",
      "s3.GetObject:redirect=eu.west",
      "s3.GetObject:redirect=eu-west-1/302",
      "sns.Publish:redirect=eu-west-1",
      "s3.GetObject:skew",
      "s3.GetObject:skew=31536001",
      "s3.GetObject:skew=now",
      std::string("s3.Get\0Object:reset", 19),
      "\xFF\xFE.GetObject:reset",
  };
  for (const auto& text : texts) {
    try {
      static_cast<void>(parse_service_faults(text));
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Fault.Invalid");
      EXPECT_EQ(error.kind(), ErrorKind::Reject);
      EXPECT_THAT(error.message(), HasSubstr(text.substr(0, 100)));
    }
  }
}

TEST(ServiceFaults, AHugeTextIsNotQuotedWhole) {
  for (const auto* begin : {"", "s3.GetObject@", "s3.GetObject:error=503/"}) {
    try {
      static_cast<void>(parse_service_faults(begin + std::string(1'000'000, 'x')));
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_LT(error.message().size(), 400U);
    }
  }
}

}  // namespace
}  // namespace shrike::local
