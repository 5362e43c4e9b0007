#include "tests/unit/pipeline/store_schedule.h"

#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace shrike::fakes {
namespace {

/// SHRIKE_SCHEDULE_SEED runs one schedule again; SHRIKE_SCHEDULES asks for more than usual.
std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

/// The same seed with fewer changes, as long as it goes wrong.
std::string smallest_failure(ScheduleOptions options) {
  std::string told;
  for (; options.changes > 0; --options.changes) {
    Schedule schedule(options);
    const std::string wrong = schedule.run();
    if (wrong.empty()) continue;
    told = fmt::format("SHRIKE_SCHEDULE_SEED={}, {} changes:\n{}\n{}", options.seed,
                       options.changes, fmt::join(schedule.journal(), "\n"), wrong);
  }
  return told;
}

struct Kind {
  const char* name;
  bool versioned;
  bool notifies;
};

class StoreSchedules : public testing::TestWithParam<Kind> {};

TEST_P(StoreSchedules, EndWithTheOutputsOfWhatIsThere) {
  const std::uint64_t first = number_from("SHRIKE_SCHEDULE_SEED", 1);
  const std::uint64_t count =
      std::getenv("SHRIKE_SCHEDULE_SEED") != nullptr ? 1 : number_from("SHRIKE_SCHEDULES", 20);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const ScheduleOptions options{.seed = seed,
                                  .changes = 12,
                                  .versioned = GetParam().versioned,
                                  .notifies = GetParam().notifies};
    if (Schedule(options).run().empty()) continue;
    FAIL() << smallest_failure(options);
  }
}

INSTANTIATE_TEST_SUITE_P(Buckets, StoreSchedules,
                         testing::Values(Kind{"Unversioned", false, false},
                                         Kind{"Versioned", true, false},
                                         Kind{"UnversionedNotifying", false, true},
                                         Kind{"VersionedNotifying", true, true}),
                         [](const auto& kind) { return kind.param.name; });

TEST(StoreSchedule, KeepsTheTaskOfWhatIsCurrentAgainWhileItsRemovalIsUnderWay) {
  Schedule schedule({.seed = 1349, .changes = 12, .versioned = true, .notifies = true});
  EXPECT_EQ(schedule.run(), "");
}

TEST(StoreSchedule, IsTheSameRunForTheSameSeed) {
  const ScheduleOptions options{.seed = 7, .changes = 12, .versioned = true};
  Schedule first(options);
  Schedule second(options);
  EXPECT_EQ(first.run(), second.run());
  EXPECT_EQ(first.journal(), second.journal());
  EXPECT_GT(first.journal().size(), 20U);
}

}  // namespace
}  // namespace shrike::fakes
