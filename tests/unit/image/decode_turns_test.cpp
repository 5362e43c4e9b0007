#include "handlers/image/decode_turns.h"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace shrike {
namespace {

/// The most decodes that ran at the same time, of `count` that were asked for at once and each wait
/// until `meeting` of them are there.
int most_at_once(DecodeTurns& turns, int count, int meeting) {
  std::atomic<int> begun = 0;
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&] {
      turns.run([&] {
        const int now = ++running;
        for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
        }
        ++begun;
        begun.notify_all();
        for (int seen = begun; seen < meeting; seen = begun) begun.wait(seen);
        --running;
      });
    });
  }
  threads.clear();
  EXPECT_EQ(begun, count);
  return most;
}

TEST(DecodeTurns, LetsAsManyRunAsThereAreProcessors) {
  DecodeTurns turns(3);
  EXPECT_EQ(most_at_once(turns, 12, 3), 3);
}

TEST(DecodeTurns, LetsOneAtATimeRunOnAShareOfAProcessor) {
  DecodeTurns turns(0.07);
  EXPECT_EQ(most_at_once(turns, 8, 1), 1);
}

TEST(DecodeTurns, RoundsUpSoThatNoProcessorIsIdle) {
  DecodeTurns turns(1.1);
  EXPECT_EQ(most_at_once(turns, 6, 2), 2);
}

TEST(DecodeTurns, TakesTheTurnBackFromADecodeThatFails) {
  DecodeTurns turns(1);
  const auto fails = [] { throw std::runtime_error("corrupt"); };
  EXPECT_THROW(turns.run(fails), std::runtime_error);
  EXPECT_EQ(turns.run([] { return 7; }), 7);
}

}  // namespace
}  // namespace shrike
