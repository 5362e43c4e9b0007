#include "handlers/pipeline/lanes.h"

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(Lanes, RunEachTaskOnce) {
  std::vector<std::atomic<int>> runs(100);
  std::vector<Task> tasks;
  for (auto& run : runs) tasks.emplace_back([&run] { ++run; });
  run_in_lanes(tasks, 7);
  for (const auto& run : runs) EXPECT_EQ(run, 1);
}

TEST(Lanes, NeedNoThreadForOneLane) {
  std::set<std::thread::id> threads;
  const std::vector<Task> tasks(5, [&] { threads.insert(std::this_thread::get_id()); });
  run_in_lanes(tasks, 1);
  EXPECT_THAT(threads, testing::ElementsAre(std::this_thread::get_id()));
}

TEST(Lanes, MayHaveNothingToDo) { run_in_lanes({}, 4); }

TEST(Lanes, AreAsManyAsTheMemoryCarries) {
  const std::pair<std::uint64_t, std::size_t> rows[] = {
      {0, 1}, {128, 1}, {255, 1}, {256, 2}, {512, 4}, {1024, 8}, {1769, 8}, {10'240, 8}};
  for (const auto& [memory, lanes] : rows) EXPECT_EQ(lanes_for(memory), lanes) << memory;
}

}  // namespace
}  // namespace shrike
