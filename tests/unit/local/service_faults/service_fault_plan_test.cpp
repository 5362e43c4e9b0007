#include "infra/local/service_faults/service_fault_plan.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

ServiceCall call(std::string action, std::string resource = "*", std::string_view body = {}) {
  return {.accesses = {{std::move(action), std::move(resource)}}, .body = body};
}

ServiceFaultPlan plan_of(std::string_view text, std::uint64_t seed = 1) {
  return {parse_service_faults(text), seed};
}

/// A letter a call: the kind's, or `.` for none.
std::string course(ServiceFaultPlan& plan, const ServiceCall& asked, int calls) {
  std::string letters;
  for (int i = 0; i < calls; ++i) {
    const auto due = plan.due(asked);
    letters += !due.fault ? '.' : due.fault->kind == ServiceFaultKind::Reset ? 'r' : 'k';
  }
  return letters;
}

TEST(ServiceFaultPlan, MeetsTheOperationsThatItNames) {
  struct Case {
    const char* text;
    ServiceCall asked;
    bool meets;
  };
  const Case cases[] = {
      {"s3.PutObject:reset", call("s3:PutObject"), true},
      {"s3.PutObject:reset", call("s3:PutObjectTagging"), false},
      {"s3.Put*:reset", call("s3:PutObjectTagging"), true},
      {"s3.putobject:reset", call("s3:PutObject"), true},
      {"*.*:reset", call("dynamodb:UpdateItem"), true},
      {"sns.*:reset", call("s3:PutObject"), false},
      {"s3.*@a/b.jpg:reset", call("s3:GetObject", "arn:aws:s3:::in/a/b.jpg"), true},
      {"s3.*@a/b.jpg:reset", call("s3:GetObject", "arn:aws:s3:::in/a/c.jpg"), false},
      {"rekognition.*@photo:reset", call("rekognition:DetectLabels", "*", "a photo"), true},
      {"rekognition.*@photo:reset", call("rekognition:DetectLabels", "*", "a face"), false},
      {"*.*:reset", ServiceCall{}, false},
  };
  for (const auto& [text, asked, meets] : cases) {
    auto plan = plan_of(text);
    EXPECT_EQ(plan.due(asked).fault.has_value(), meets) << text;
  }
}

TEST(ServiceFaultPlan, CountsWhatFitsEachFaultByItself) {
  auto plan = plan_of("s3.PutObject#2:reset, *.*#2:kill");
  EXPECT_EQ(course(plan, call("s3:GetObject"), 1), ".");
  EXPECT_EQ(course(plan, call("s3:PutObject"), 3), "kr.");
}

TEST(ServiceFaultPlan, OfTwoFaultsTheFirstNamedTakesPlaceAndBothCount) {
  auto plan = plan_of("s3.*#1:reset, s3.*#1:kill, s3.*#2:kill");
  EXPECT_EQ(course(plan, call("s3:GetObject"), 3), "rk.");
}

TEST(ServiceFaultPlan, ChanceComesFromTheSeed) {
  constexpr int kCalls = 2000;
  auto first = plan_of("s3.*~10%:reset", 7);
  auto again = plan_of("s3.*~10%:reset", 7);
  auto other = plan_of("s3.*~10%:reset", 8);
  const auto letters = course(first, call("s3:GetObject"), kCalls);
  EXPECT_EQ(course(again, call("s3:GetObject"), kCalls), letters);
  EXPECT_NE(course(other, call("s3:GetObject"), kCalls), letters);
  const auto met = std::count(letters.begin(), letters.end(), 'r');
  EXPECT_GT(met, 150);
  EXPECT_LT(met, 250);
}

TEST(ServiceFaultPlan, AHundredPercentIsEveryCall) {
  auto plan = plan_of("s3.*~100%:reset");
  EXPECT_EQ(course(plan, call("s3:GetObject"), 50), std::string(50, 'r'));
}

TEST(ServiceFaultPlan, PausesGoTogetherWithOtherFaultsAndAddUp) {
  using std::chrono::milliseconds;
  auto plan = plan_of("s3.*:slow=5, *.*:slow=10-20, s3.*#2:reset");
  for (const bool faulty : {false, true, false}) {
    const auto due = plan.due(call("s3:GetObject"));
    EXPECT_EQ(due.fault.has_value(), faulty);
    EXPECT_GE(due.pause, milliseconds(15));
    EXPECT_LE(due.pause, milliseconds(25));
  }
  EXPECT_EQ(plan_of("sns.*:slow=5").due(call("s3:GetObject")).pause, milliseconds(0));
}

}  // namespace
}  // namespace shrike::local
