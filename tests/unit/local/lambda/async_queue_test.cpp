#include "infra/local/lambda/async_queue.h"

#include <atomic>
#include <latch>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr std::optional<std::chrono::milliseconds> kFinished;

TEST(AsyncQueue, IsIdleFromTheBeginning) {
  AsyncQueue queue(1);
  queue.wait_until_idle();
}

TEST(AsyncQueue, RunsAJobUntilItIsDone) {
  AsyncQueue queue(2);
  std::vector<int> attempts;
  queue.push("lane", [&](int attempt) {
    attempts.push_back(attempt);
    return attempt < 3 ? std::optional{1ms} : kFinished;
  });
  queue.wait_until_idle();
  EXPECT_THAT(attempts, ElementsAre(1, 2, 3));
}

TEST(AsyncQueue, RunsOnWhenAJobThrows) {
  AsyncQueue queue(1);
  std::atomic<bool> ran = false;
  queue.push("lane", [](int) -> std::optional<std::chrono::milliseconds> {
    throw std::runtime_error("broken");
  });
  queue.push("lane", [&](int) {
    ran = true;
    return kFinished;
  });
  queue.wait_until_idle();
  EXPECT_TRUE(ran);
}

TEST(AsyncQueue, RunsALaneAsWideAsItIsAndNoWider) {
  AsyncQueue queue(2);
  std::latch both(2);
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  for (int i = 0; i < 8; ++i) {
    queue.push("lane", [&, i](int) {
      const int now = ++running;
      for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
      }
      if (i < 2) both.arrive_and_wait();  // comes back only if two run at the same time
      --running;
      return kFinished;
    });
  }
  queue.wait_until_idle();
  EXPECT_EQ(most, 2);
}

TEST(AsyncQueue, DoesNotHoldUpOneLaneForAnother) {
  AsyncQueue queue(1);
  std::latch other_ran(1);
  queue.push("slow", [&](int) {
    other_ran.wait();
    return kFinished;
  });
  queue.push("quick", [&](int) {
    other_ran.count_down();
    return kFinished;
  });
  queue.wait_until_idle();
}

TEST(AsyncQueue, RunsOthersWhileAJobWaitsForItsNextAttempt) {
  AsyncQueue queue(1);
  std::atomic<bool> other_ran = false;
  std::atomic<bool> retried_after = false;
  std::latch queued(1);
  queue.push("lane", [&](int attempt) {
    if (attempt == 1) {
      queued.wait();
      return std::optional{10ms};
    }
    retried_after = other_ran.load();
    return kFinished;
  });
  queue.push("lane", [&](int) {
    other_ran = true;
    return kFinished;
  });
  queued.count_down();
  queue.wait_until_idle();
  EXPECT_TRUE(retried_after);
}

TEST(AsyncQueue, CountsWhatAJobQueuesItself) {
  AsyncQueue queue(1);
  std::atomic<int> ran = 0;
  queue.push("one", [&](int) {
    queue.push("two", [&](int) {
      ++ran;
      return kFinished;
    });
    ++ran;
    return kFinished;
  });
  queue.wait_until_idle();
  EXPECT_EQ(ran, 2);
}

TEST(AsyncQueue, DropsWhatWaitsWhenItEnds) {
  std::atomic<int> ran = 0;
  {
    AsyncQueue queue(1);
    std::latch started(1);
    queue.push("lane", [&](int) {
      started.count_down();
      ++ran;
      return std::optional{std::chrono::milliseconds(1h)};
    });
    started.wait();
  }
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace shrike::local
