#include "infra/local/events/event_bus.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(EventBus, HandsAnEventToTheTargetsOfEveryRuleThatItMatches) {
  std::vector<EventDelivery> delivered;
  const EventBus bus(
      {{.name = "all", .pattern = R"({"source":["aws.s3"]})", .targets = {"one", "two"}},
       {.name = "other", .pattern = R"({"source":["aws.ec2"]})", .targets = {"three"}},
       {.name = "created",
        .pattern = R"({"detail-type":["Object Created"]})",
        .targets = {"four"}}},
      [&](EventDelivery delivery) { delivered.push_back(std::move(delivery)); });
  const std::string event =
      R"({"id":"e-1","source":"aws.s3","detail-type":"Object Created","detail":{}})";
  bus.emit(event);
  ASSERT_EQ(delivered.size(), 3U);
  EXPECT_EQ(delivered[0].target_arn, "one");
  EXPECT_EQ(delivered[1].target_arn, "two");
  EXPECT_EQ(delivered[2].target_arn, "four");
  EXPECT_EQ(delivered[2].event, event);
  EXPECT_EQ(delivered[2].id, "e-1");
  EXPECT_EQ(delivered[2].subject, "");
}

}  // namespace
}  // namespace shrike::local
