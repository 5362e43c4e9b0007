#include "handlers/modules/parallel.h"

#include <atomic>
#include <barrier>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

std::string thrown_by(std::size_t count, std::size_t threads,
                      const std::function<void(std::size_t)>& work) {
  try {
    for_each_index(count, threads, work);
    return "nothing";
  } catch (const std::exception& failure) {
    return failure.what();
  }
}

TEST(ForEachIndex, CallsWithEachIndexOnce) {
  std::vector<std::atomic<int>> calls(100);
  for_each_index(calls.size(), 8, [&](std::size_t index) { ++calls[index]; });
  for (const auto& count : calls) EXPECT_EQ(count, 1);
}

TEST(ForEachIndex, DoesNothingForNone) {
  for_each_index(0, 8, [](std::size_t) { FAIL(); });
}

TEST(ForEachIndex, NeedsNoOtherThreadForOne) {
  std::set<std::thread::id> threads;
  for_each_index(5, 1, [&](std::size_t) { threads.insert(std::this_thread::get_id()); });
  EXPECT_EQ(threads, std::set{std::this_thread::get_id()});
}

TEST(ForEachIndex, RunsAsManyAtTheSameTimeAsAllowed) {
  // Would wait for ever were there fewer threads.
  std::barrier<> all_there(3);
  for_each_index(3, 3, [&](std::size_t) { all_there.arrive_and_wait(); });
}

TEST(ForEachIndex, BeginsNothingMoreOnceOneHasFailed) {
  int calls = 0;
  const auto work = [&](std::size_t) {
    ++calls;
    throw std::runtime_error("failed");
  };
  EXPECT_EQ(thrown_by(100, 1, work), "failed");
  EXPECT_EQ(calls, 1);
}

TEST(ForEachIndex, PrefersTheFailureThatARetryCanHelp) {
  std::barrier<> all_there(2);
  const auto work = [&](std::size_t index) {
    all_there.arrive_and_wait();
    throw Error(index == 0 ? ErrorKind::Reject : ErrorKind::Retry, "Test.Failed",
                index == 0 ? "for good" : "for now");
  };
  EXPECT_EQ(thrown_by(2, 2, work), "for now");
}

TEST(BeginAside, WorksOnAnotherThread) {
  // Would wait for ever on this one.
  std::barrier<> both_there(2);
  auto aside = begin_aside([&] {
    both_there.arrive_and_wait();
    return std::this_thread::get_id();
  });
  both_there.arrive_and_wait();
  EXPECT_NE(aside.get(), std::this_thread::get_id());
}

TEST(BeginAside, HandsOnWhatIsThrown) {
  auto aside = begin_aside([] { throw std::runtime_error("failed"); });
  EXPECT_THROW(aside.get(), std::runtime_error);
}

}  // namespace
}  // namespace shrike
