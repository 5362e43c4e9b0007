#include "infra/local/cli/run_places.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

constexpr const char* kFunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:process";
constexpr const char* kQueueArn = "arn:aws:sqs:us-east-1:000000000000:process";

Stack stack_with(const StackNotification& notification) {
  Stack stack;
  stack.buckets = {{.name = "results"}, {.name = "images", .notifications = {notification}}};
  stack.functions = {{.name = "process",
                      .handler = "process",
                      .environment = {{"OUTPUT_BUCKET", "results"}, {"OUTPUT_PREFIX", "made/"}}}};
  return stack;
}

StackNotification created(const std::string& arn) {
  return {.target_arn = arn, .event = "s3:ObjectCreated:*", .prefix = "in/", .suffix = ".jpg"};
}

TEST(RunPlaces, AreThoseOfTheFunctionThatWritesAndOfTheBucketThatTellsIt) {
  const auto places = run_places(stack_with(created(kFunctionArn)), "");
  EXPECT_EQ(places.bucket, "images");
  EXPECT_EQ(places.function, "process");
  EXPECT_EQ(places.results, "results");
  EXPECT_EQ(places.output_prefix, "made/");
}

TEST(RunPlaces, KnowWhichKeysTheFunctionIsToldOf) {
  const auto places = run_places(stack_with(created(kFunctionArn)), "");
  EXPECT_TRUE(places.tell_of("in/a b.jpg"));
  EXPECT_FALSE(places.tell_of("in/a.png"));
  EXPECT_FALSE(places.tell_of("a.jpg"));
}

TEST(RunPlaces, NeedANotificationOfTheFunctionForFilesAlone) {
  auto removed = created(kFunctionArn);
  removed.event = "s3:ObjectRemoved:*";
  for (const auto& stack : {stack_with(created(kQueueArn)), stack_with(removed)}) {
    EXPECT_THROW((void)run_places(stack, ""), Error);
    EXPECT_EQ(run_places(stack, "photos").bucket, "photos");
  }
}

TEST(RunPlaces, NeedAFunctionThatWrites) {
  EXPECT_THROW((void)run_places(Stack{}, "photos"), Error);
}

}  // namespace
}  // namespace shrike::local
