#include "runtime/invocation.h"

#include <gtest/gtest.h>

#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using std::chrono::milliseconds;

TEST(Context, RemainingIsTheTimeUntilTheDeadline) {
  test::FixedClock clock;
  const Context context{.deadline = test::kNow + milliseconds(1500)};
  EXPECT_EQ(context.remaining(clock), milliseconds(1500));
  clock.sleep_for(milliseconds(1499));
  EXPECT_EQ(context.remaining(clock), milliseconds(1));
}

TEST(Context, RemainingIsNeverNegative) {
  const test::FixedClock clock;
  EXPECT_EQ(Context{}.remaining(clock), milliseconds(0));
  EXPECT_EQ((Context{.deadline = test::kNow - milliseconds(1)}).remaining(clock), milliseconds(0));
}

}  // namespace
}  // namespace shrike
