#include "infra/local/service_delays/delay_plan.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using testing::Optional;

constexpr std::uint64_t kSeed = 7;

/// Entries without chance, told apart by their milliseconds.
std::vector<OperationDelay> told_apart(const std::vector<std::string>& operations) {
  std::vector<OperationDelay> delays;
  for (const auto& operation : operations) {
    const auto milliseconds = static_cast<double>(delays.size() + 1);
    delays.push_back(
        {.operation = operation, .first_byte = {.p50_ms = milliseconds, .p99_ms = milliseconds}});
  }
  return delays;
}

/// 0: none.
int milliseconds_of(DelayPlan& plan, std::string_view service, std::string_view action) {
  const auto drawn = plan.draw(service, action);
  if (!drawn) return 0;
  return static_cast<int>(std::chrono::round<std::chrono::milliseconds>(drawn->first_byte).count());
}

std::vector<double> draws_of(DelayPlan& plan, std::string_view service, std::string_view action,
                             int count) {
  std::vector<double> draws;
  for (int i = 0; i < count; ++i) {
    const std::chrono::duration<double, std::milli> first_byte =
        plan.draw(service, action).value_or(DrawnDelay{}).first_byte;
    draws.push_back(first_byte.count());
  }
  return draws;
}

const std::vector<OperationDelay> kOfTwo = {
    {.operation = "s3.GetObject", .first_byte = {.p50_ms = 25, .p99_ms = 80}},
    {.operation = "s3.PutObject", .first_byte = {.p50_ms = 25, .p99_ms = 80}}};

TEST(DelayPlan, TheNarrowestEntryThatFitsCounts) {
  DelayPlan plan(told_apart({"*", "s3.*", "s3.GetObject", "rekognition.*"}), kSeed);
  EXPECT_EQ(milliseconds_of(plan, "s3", "s3:GetObject"), 3);
  EXPECT_EQ(milliseconds_of(plan, "s3", "s3:PutObject"), 2);
  EXPECT_EQ(milliseconds_of(plan, "rekognition", "rekognition:DetectLabels"), 4);
  EXPECT_EQ(milliseconds_of(plan, "sns", "sns:Publish"), 1);
}

TEST(DelayPlan, AnOperationThatNobodyKnowsIsStillOneOfItsService) {
  DelayPlan plan(told_apart({"*", "s3.*"}), kSeed);
  EXPECT_EQ(milliseconds_of(plan, "s3", ""), 2);
  EXPECT_EQ(milliseconds_of(plan, "sts", ""), 1);
}

TEST(DelayPlan, NamesKnowNoCase) {
  DelayPlan plan(told_apart({"s3.getobject"}), kSeed);
  EXPECT_EQ(milliseconds_of(plan, "s3", "s3:GetObject"), 1);
}

TEST(DelayPlan, WhatNoEntryFitsIsNotDelayed) {
  DelayPlan plan(told_apart({"s3.GetObject"}), kSeed);
  EXPECT_FALSE(plan.draw("s3", "s3:PutObject"));
  EXPECT_FALSE(plan.draw("", ""));
  EXPECT_FALSE(DelayPlan({}, kSeed).draw("s3", "s3:GetObject"));
}

TEST(DelayPlan, TheRateIsTheEntrys) {
  DelayPlan plan(
      {{.operation = "*", .first_byte = {.p50_ms = 1, .p99_ms = 1}, .bytes_per_second = 5000}},
      kSeed);
  EXPECT_THAT(plan.draw("s3", "s3:GetObject")->bytes_per_second, Optional(5000.0));
}

TEST(DelayPlan, DrawsHaveThePercentilesOfTheirDistribution) {
  constexpr int kDraws = 20'000;
  DelayPlan plan(kOfTwo, kSeed);
  auto draws = draws_of(plan, "s3", "s3:GetObject", kDraws);
  std::sort(draws.begin(), draws.end());
  EXPECT_NEAR(draws[kDraws / 2], 25, 0.5);
  EXPECT_NEAR(draws[kDraws * 9 / 10], latency_ms_at(kOfTwo[0].first_byte, 0.9), 1);
  EXPECT_NEAR(draws[kDraws * 99 / 100], 80, 3);
}

TEST(DelayPlan, TheTailOfAWideDistributionEndsAtTheLongestDelay) {
  DelayPlan plan({{.operation = "*", .first_byte = {.p50_ms = 0.001, .p99_ms = 600'000}}}, kSeed);
  const auto draws = draws_of(plan, "s3", "s3:GetObject", 5'000);
  const auto [shortest, longest] = std::minmax_element(draws.begin(), draws.end());
  EXPECT_GE(*shortest, 0);
  EXPECT_EQ(*longest, std::chrono::milliseconds(kLongestDelay).count());
}

TEST(DelayPlan, TheSeedDeterminesEveryDraw) {
  DelayPlan plan(kOfTwo, kSeed);
  DelayPlan again(kOfTwo, kSeed);
  DelayPlan other(kOfTwo, kSeed + 1);
  const auto draws = draws_of(plan, "s3", "s3:GetObject", 50);
  EXPECT_EQ(draws_of(again, "s3", "s3:GetObject", 50), draws);
  EXPECT_NE(draws_of(other, "s3", "s3:GetObject", 50), draws);
}

TEST(DelayPlan, WhatElseIsCalledMeanwhileChangesNoDraw) {
  DelayPlan alone(kOfTwo, kSeed);
  DelayPlan among_others(kOfTwo, kSeed);
  const auto draws = draws_of(alone, "s3", "s3:GetObject", 20);
  std::vector<double> same;
  std::vector<double> others;
  for (int i = 0; i < 20; ++i) {
    others.push_back(draws_of(among_others, "s3", "s3:PutObject", 1).front());
    same.push_back(draws_of(among_others, "s3", "s3:GetObject", 1).front());
  }
  EXPECT_EQ(same, draws);
  EXPECT_NE(others, draws);
}

}  // namespace
}  // namespace shrike::local
