#include "infra/local/lambda/async_policy.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using namespace std::chrono_literals;

constexpr AsyncLimits kLambdas;

TEST(AsyncPolicy, RetriesTwiceTheSecondTimeAfterTwiceAsLong) {
  EXPECT_EQ(next_step(AsyncOutcome::Failed, {.invocations = 1}, kLambdas), AsyncStep(60'000ms));
  EXPECT_EQ(next_step(AsyncOutcome::Failed, {.invocations = 2}, kLambdas), AsyncStep(120'000ms));
  EXPECT_EQ(next_step(AsyncOutcome::Failed, {.invocations = 3}, kLambdas),
            AsyncStep(AsyncCondition::RetriesExhausted));
}

TEST(AsyncPolicy, RetriesAsOftenAsTheFunctionSays) {
  AsyncLimits limits;
  for (const int retries : {0, 1, 2}) {
    limits.maximum_retry_attempts = retries;
    for (int invocations = 1; invocations <= 3; ++invocations) {
      const auto step = next_step(AsyncOutcome::Failed, {.invocations = invocations}, limits);
      EXPECT_EQ(std::holds_alternative<AsyncCondition>(step), invocations > retries)
          << retries << " " << invocations;
    }
  }
}

TEST(AsyncPolicy, GivesUpWhatWouldBeTooOldAtItsNextTry) {
  AsyncLimits limits;
  limits.maximum_event_age = 90s;
  EXPECT_EQ(next_step(AsyncOutcome::Failed, {.invocations = 1, .age = 30s}, limits),
            AsyncStep(60'000ms));
  EXPECT_EQ(next_step(AsyncOutcome::Failed, {.invocations = 1, .age = 30'001ms}, limits),
            AsyncStep(AsyncCondition::EventAgeExceeded));
  EXPECT_EQ(next_step(AsyncOutcome::Queued, {.age = 90s}, limits), AsyncStep(0ms));
  EXPECT_EQ(next_step(AsyncOutcome::Queued, {.age = 90'001ms}, limits),
            AsyncStep(AsyncCondition::EventAgeExceeded));
}

TEST(AsyncPolicy, WaitsTwiceAsLongAtEachRefusalUpToFiveMinutes) {
  std::chrono::milliseconds expected = 1s;
  for (int refusals = 1; refusals < 100; ++refusals) {
    EXPECT_EQ(next_step(AsyncOutcome::Refused, {.refusals = refusals}, kLambdas),
              AsyncStep(expected));
    expected = std::min<std::chrono::milliseconds>(2 * expected, 5min);
  }
}

TEST(AsyncPolicy, CountsNoRefusalAsARetry) {
  EXPECT_EQ(next_step(AsyncOutcome::Refused, {.invocations = 3, .refusals = 1}, kLambdas),
            AsyncStep(1'000ms));
}

TEST(AsyncPolicy, IsOverWithSuccess) {
  EXPECT_EQ(next_step(AsyncOutcome::Succeeded, {.invocations = 3, .age = 10h}, kLambdas),
            AsyncStep(AsyncCondition::Success));
}

}  // namespace
}  // namespace shrike::local
