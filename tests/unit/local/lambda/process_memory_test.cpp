#include "infra/local/lambda/process_memory.h"

#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace shrike::local {
namespace {

constexpr std::string_view kStatus =
    "Name:\tbootstrap\nState:\tS (sleeping)\nVmPeak:\t   90000 kB\nVmHWM:\t   45056 kB\n"
    "VmRSS:\t   40960 kB\nRssAnon:\t   20480 kB\nRssFile:\t   18432 kB\nRssShmem:\t    2048 kB\n"
    "Threads:\t3\n";

TEST(ProcessMemory, ReadsThePeakAndWhatCannotBeGivenBack) {
  const auto use = parse_process_status(kStatus);
  ASSERT_TRUE(use.has_value());
  EXPECT_EQ(use->peak_kb, 45056);
  EXPECT_EQ(use->private_kb, 20480 + 2048);
}

TEST(ProcessMemory, IsNothingForAProcessThatHasEnded) {
  EXPECT_FALSE(parse_process_status("Name:\tbootstrap\nState:\tZ (zombie)\nThreads:\t1\n"));
  EXPECT_FALSE(parse_process_status(""));
}

TEST(ProcessMemory, IsNotFooledByTheProgramsName) {
  EXPECT_FALSE(parse_process_status("Name:\tVmHWM: 1 kB\nState:\tZ (zombie)\n"));
}

TEST(ProcessMemory, TakesAnyCutOfTheFile) {
  for (std::size_t size = 0; size < kStatus.size(); ++size) {
    const auto use = parse_process_status(kStatus.substr(0, size));
    EXPECT_LE(use.value_or(MemoryUse{}).peak_kb, 45056);
  }
}

TEST(ProcessMemory, KnowsThisProcess) {
  const auto use = memory_of(getpid());
  ASSERT_TRUE(use.has_value());
  EXPECT_GT(use->peak_kb, 0);
  EXPECT_GT(use->private_kb, 0);
}

}  // namespace
}  // namespace shrike::local
