#include "infra/local/utc_time.h"

#include <chrono>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using namespace std::chrono;

TEST(IsoDate, HasMilliseconds) {
  const TimePoint time = sys_days(2026y / November / 21) + 3h + 38min + 29s + 7ms;
  EXPECT_EQ(iso_date(time), "2026-11-21T03:38:29.007Z");
}

TEST(IsoDate, IsRightBeyondTheSystemClocksOwnRangeAndBeforeItsBeginning) {
  EXPECT_EQ(iso_date(TimePoint(sys_days(9999y / December / 31))), "9999-12-31T00:00:00.000Z");
  EXPECT_EQ(iso_date(TimePoint(-1ms)), "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace shrike::local
