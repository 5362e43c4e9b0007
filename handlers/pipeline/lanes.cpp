#include "handlers/pipeline/lanes.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

namespace shrike {
namespace {

constexpr std::uint64_t kMegabytesPerLane = 128;
constexpr std::uint64_t kMostLanes = 8;

}  // namespace

void run_in_lanes(const std::vector<Task>& tasks, std::size_t lanes) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t index = next++; index < tasks.size(); index = next++) tasks[index]();
  };
  std::vector<std::jthread> threads;
  try {
    while (threads.size() + 1 < std::min(lanes, tasks.size())) threads.emplace_back(work);
  } catch (const std::system_error&) {
    // No more threads than there are: the work is done all the same.
  }
  work();
}

std::size_t lanes_for(std::uint64_t function_memory_mb) {
  return std::clamp<std::uint64_t>(function_memory_mb / kMegabytesPerLane, 1, kMostLanes);
}

}  // namespace shrike
