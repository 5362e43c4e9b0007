#include "infra/local/cli/crew.h"

#include <atomic>
#include <latch>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(Crew, DoesEachNumberOnce) {
  std::mutex mutex;
  std::multiset<std::size_t> done;
  Crew crew(1000, 4, [&] {
    return [&](std::size_t number) {
      const std::scoped_lock lock(mutex);
      done.insert(number);
    };
  });
  ASSERT_TRUE(crew.wait_for(minutes(1)));
  EXPECT_EQ(done.size(), 1000U);
  EXPECT_EQ(std::set(done.begin(), done.end()).size(), 1000U);
}

TEST(Crew, HasAsManyUnderWayAsItHasThreads) {
  std::atomic<int> under_way = 0;
  std::atomic<int> most = 0;
  std::latch all_at_work(3);
  Crew crew(30, 3, [&] {
    return [&](std::size_t number) {
      const int now = ++under_way;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      if (number < 3) all_at_work.arrive_and_wait();
      --under_way;
    };
  });
  ASSERT_TRUE(crew.wait_for(minutes(1)));
  EXPECT_EQ(most, 3);
}

TEST(Crew, BeginsNothingMoreOnceItIsToEndEarly) {
  std::latch begun(1);
  std::latch go_on(1);
  std::atomic<int> done = 0;
  Crew crew(1000, 1, [&] {
    return [&](std::size_t number) {
      if (number == 0) {
        begun.count_down();
        go_on.wait();
      }
      ++done;
    };
  });
  begun.wait();
  EXPECT_FALSE(crew.wait_for(milliseconds(1)));
  crew.end_early();
  go_on.count_down();
  ASSERT_TRUE(crew.wait_for(minutes(1)));
  EXPECT_EQ(done, 1);
}

TEST(Crew, EndsWithWhatAThreadThrew) {
  std::atomic<int> done = 0;
  Crew crew(1000, 1, [&] {
    return [&](std::size_t number) {
      if (number == 5) throw std::runtime_error("disk full");
      ++done;
    };
  });
  EXPECT_THROW((void)crew.wait_for(minutes(1)), std::runtime_error);
  EXPECT_EQ(done, 5);
}

TEST(Crew, OfNothingToDoIsIdle) {
  Crew crew(0, 0, [] { return [](std::size_t) {}; });
  EXPECT_TRUE(crew.wait_for(milliseconds(0)));
}

}  // namespace
}  // namespace shrike::local
