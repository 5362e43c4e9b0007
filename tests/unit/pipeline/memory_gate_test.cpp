#include "handlers/pipeline/memory_gate.h"

#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::uint64_t kMegabyte = 1'048'576;

TEST(MemoryGate, SharesTheFunctionsMemoryOut) {
  MemoryGate gate(512);
  EXPECT_EQ(gate.downloads().capacity(), 128 * kMegabyte);
  // The process itself takes its part of the rest.
  EXPECT_LT(gate.decoding().capacity(), (512 - 128) * kMegabyte);
  EXPECT_GT(gate.decoding().capacity(), 300 * kMegabyte);
}

TEST(MemoryGate, HasNothingToShareInATinyFunction) {
  MemoryGate gate(40);
  EXPECT_EQ(gate.decoding().capacity(), 0U);
}

TEST(MemoryPool, GivesWhatIsGivenBack) {
  MemoryPool pool(10);
  std::optional<MemoryHold> first(std::in_place, pool, 6U);
  std::atomic<bool> taken = false;
  std::jthread second([&] {
    const MemoryHold hold(pool, 6);
    taken = true;
  });
  EXPECT_FALSE(taken);  // it cannot: six of ten are taken
  first.reset();
  second.join();
  EXPECT_TRUE(taken);
}

TEST(MemoryHold, GivesBackOnceHoweverItIsMoved) {
  MemoryPool pool(10);
  {
    MemoryHold first(pool, 4);
    MemoryHold second(std::move(first));
    MemoryHold third;
    third = std::move(second);
    MemoryHold other(pool, 6);
    third = std::move(other);
  }
  const MemoryHold all(pool, 10);  // would wait for ever if a byte were missing
}

TEST(RecordMemory, NeverHindersARecordThatIsAlone) {
  const RecordMemory alone;
  (void)alone.for_download(UINT64_MAX);
  (void)alone.for_decoding(UINT64_MAX);
  alone.require_within(1, 2);
  EXPECT_FALSE(alone.is_shared());
}

TEST(RecordMemory, KnowsWhatCanBeDecodedBesideOthers) {
  MemoryGate gate(512);
  const RecordMemory shared(gate);
  EXPECT_TRUE(shared.can_decode(gate.decoding().capacity()));
  EXPECT_FALSE(shared.can_decode(gate.decoding().capacity() + 1));
  EXPECT_TRUE(RecordMemory().can_decode(gate.decoding().capacity() + 1));
}

TEST(RecordMemory, RefusesWhatCannotBeShared) {
  MemoryGate gate(512);
  const RecordMemory shared(gate);
  const auto expect_refusal = [](const auto& act) {
    try {
      act();
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), kNeedsAllMemory);
      EXPECT_TRUE(error.retryable());
    }
  };
  expect_refusal([&] { (void)shared.for_download(129 * kMegabyte); });
  expect_refusal([&] { (void)shared.for_decoding(400 * kMegabyte); });
  expect_refusal([&] { shared.require_within(10, 11); });
  shared.require_within(10, 10);
  (void)shared.for_download(128 * kMegabyte);
}

}  // namespace
}  // namespace shrike
