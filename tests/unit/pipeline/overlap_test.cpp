// Two functions at the same time, interrupted and cut short between every two of their calls.

#include "tests/unit/pipeline/overlap.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/unit/pipeline/schedule_numbers.h"

namespace shrike::fakes {
namespace {

/// What a row has on average, with those that are not possible.
constexpr std::uint64_t kOverlapsInARow = 5;

struct Failure {
  std::uint64_t row = 0;
  OverlapOutcome outcome;
};

struct Report {
  std::uint64_t overlaps = 0;
  std::optional<Failure> failure;
};

Report run_rows(const Overlaps& overlaps, std::uint64_t first, std::uint64_t stride,
                std::uint64_t end) {
  Report report;
  for (std::uint64_t row = first; row < end; row += stride) {
    OverlapOutcome failed;
    report.overlaps += run_row(overlaps.row(row), failed);
    if (failed.wrong.empty()) continue;
    report.failure = Failure{row, std::move(failed)};
    break;
  }
  return report;
}

std::string told(const Failure& failure) {
  return fmt::format("SHRIKE_SCHEDULE_SEED={}:\n{}\n{}", failure.row,
                     fmt::join(failure.outcome.journal, "\n"), failure.outcome.wrong);
}

/// Rows are in the order of their histories' length: an earlier one is a simpler one.
std::string simplest(const Overlaps& overlaps, const Failure& failure) {
  constexpr std::uint64_t kLook = 3000;
  const Report earlier = run_rows(overlaps, 0, 1, std::min(failure.row, kLook));
  return told(earlier.failure ? *earlier.failure : failure);
}

struct Kind {
  const char* name;
  System system;
  bool versioned;
};

class OverlapsOf : public testing::TestWithParam<Kind> {};

TEST_P(OverlapsOf, KeepEveryGuaranteeAtEveryMomentAndEndWithTheNewestVersion) {
  const Overlaps overlaps({GetParam().system, GetParam().versioned});
  if (const auto seed = schedule_seed()) {
    const Report report = run_rows(overlaps, *seed, 1, *seed + 1);
    ASSERT_FALSE(report.failure) << told(*report.failure);
    return;
  }
  // A stride that is prime to what rows are made of goes through all of it.
  std::uint64_t stride = overlaps.rows() * kOverlapsInARow / schedules_wanted(100);
  stride = stride < 2 ? 1 : stride | 1U;
  while (stride % 3 == 0 || stride % 5 == 0 || stride % 7 == 0) stride += 2;
  const Report report = run_rows(overlaps, 0, stride, overlaps.rows());
  RecordProperty("overlaps", std::to_string(report.overlaps));
  ASSERT_FALSE(report.failure) << simplest(overlaps, *report.failure);
}

INSTANTIATE_TEST_SUITE_P(
    Systems, OverlapsOf,
    testing::Values(Kind{"Process", System::Process, false},
                    Kind{"ProcessVersioned", System::Process, true},
                    Kind{"ProcessAsItIs", System::ProcessAsItIs, false},
                    Kind{"ProcessAsItIsVersioned", System::ProcessAsItIs, true},
                    Kind{"ProcessAndTell", System::ProcessAndTell, false},
                    Kind{"ProcessAndTellVersioned", System::ProcessAndTell, true},
                    Kind{"TrackTask", System::TrackTask, false},
                    Kind{"TrackTaskVersioned", System::TrackTask, true},
                    Kind{"CompareFaces", System::CompareFaces, true},
                    Kind{"StartWorkflow", System::StartWorkflow, true},
                    Kind{"RecognizeAndStore", System::RecognizeAndStore, true}),
    [](const auto& kind) { return kind.param.name; });

/// Histories in which a guarantee was broken once: at some interruption, each of which is tried.
struct Broken {
  const char* name;
  WorldOptions world;
  std::vector<Change> changes;
  Pairing pairing = Pairing::Overwrite;
  Fault fault = Fault::None;
  std::size_t faulty = 0;
};

class OnceBroken : public testing::TestWithParam<Broken> {};

TEST_P(OnceBroken, KeepEveryGuaranteeWhereverTheyAreInterrupted) {
  Overlap overlap;
  overlap.world = GetParam().world;
  overlap.changes = GetParam().changes;
  overlap.pairing = GetParam().pairing;
  overlap.fault = GetParam().fault;
  overlap.faulty = GetParam().faulty;
  OverlapOutcome failed;
  for (; failed.wrong.empty() && run_row(overlap, failed) > 0; ++overlap.first_calls) {
  }
  EXPECT_GT(overlap.first_calls, 3);
  EXPECT_TRUE(failed.wrong.empty())
      << fmt::format("{}\n{}", fmt::join(failed.journal, "\n"), failed.wrong);
}

INSTANTIATE_TEST_SUITE_P(
    Histories, OnceBroken,
    testing::Values(Broken{"AVersionIsDeletedWhileItIsMade",
                           {System::Process, true},
                           {Change::PutCat, Change::PutDog, Change::EraseNewestVersion}},
                    Broken{"AnImageComesBackWhileAnotherIsMade",
                           {System::Process, false},
                           {Change::PutCat, Change::PutDog, Change::PutCat}},
                    Broken{"ARefusedVersionIsDeletedWhileItSweeps",
                           {System::Process, true},
                           {Change::PutCat, Change::PutText, Change::EraseNewestVersion},
                           Pairing::Overwrite,
                           Fault::LosesAnswer},
                    Broken{"AVersionOverARefusedOneIsDeletedWhileItsDuplicateIsMade",
                           {System::Process, true},
                           {Change::PutText, Change::PutCat, Change::EraseNewestVersion},
                           Pairing::LateDuplicate},
                    Broken{"ARefusedVersionIsDeletedOnceItsRemovalKeptTheTask",
                           {System::ProcessAndTell, true},
                           {Change::PutCat, Change::PutText, Change::EraseNewestVersion}},
                    Broken{"AVersionOfAnotherFormatIsDeletedWhileItSweeps",
                           {System::ProcessAsItIs, true},
                           {Change::PutCat, Change::PutDog, Change::EraseNewestVersion},
                           Pairing::Overwrite,
                           Fault::LosesAnswer,
                           1},
                    Broken{"ADeletedImageIsPutAgain",
                           {System::ProcessAndTell, true},
                           {Change::PutCat, Change::Delete, Change::PutDog}},
                    Broken{"ARefusedImageIsFollowedByAnother",
                           {System::ProcessAndTell, true},
                           {Change::PutText, Change::PutCat}}),
    [](const auto& history) { return history.param.name; });

struct Planted {
  const char* name;
  PlantedBug bug;
  System system;
  std::vector<Change> changes;  ///< in which it shows, without any fault
  const char* found;            ///< part of what is said of it
};

class PlantedBugs : public testing::TestWithParam<Planted> {};

TEST_P(PlantedBugs, AreFound) {
  Overlap overlap;
  overlap.world = {GetParam().system, false, GetParam().bug};
  overlap.changes = GetParam().changes;
  OverlapOutcome failed;
  for (; failed.wrong.empty() && run_row(overlap, failed) > 0; ++overlap.first_calls) {
  }
  EXPECT_NE(failed.wrong.find(GetParam().found), std::string::npos) << failed.wrong;
}

INSTANTIATE_TEST_SUITE_P(Planted, PlantedBugs,
                         testing::Values(Planted{"MetadataBeforeRenditions",
                                                 PlantedBug::MetadataBeforeRenditions,
                                                 System::Process,
                                                 {Change::PutCat, Change::PutDog},
                                                 "is there without"},
                                         Planted{"IgnoresSequencers",
                                                 PlantedBug::IgnoresSequencers,
                                                 System::Process,
                                                 {Change::PutCat, Change::PutDog},
                                                 "was overwritten by that of"},
                                         Planted{"DeletesUnconditionally",
                                                 PlantedBug::DeletesUnconditionally,
                                                 System::Process,
                                                 {Change::PutCat, Change::Delete, Change::PutDog},
                                                 "was deleted for"},
                                         Planted{"NeverLooksAgain",
                                                 PlantedBug::NeverLooksAgain,
                                                 System::Process,
                                                 {Change::PutCat, Change::Delete},
                                                 "is left"},
                                         Planted{"ForgetsWhatItTold",
                                                 PlantedBug::ForgetsWhatItTold,
                                                 System::ProcessAndTell,
                                                 {Change::PutCat, Change::PutDog},
                                                 "was told 2 times"},
                                         Planted{"IgnoresItemsConditions",
                                                 PlantedBug::IgnoresItemsConditions,
                                                 System::TrackTask,
                                                 {Change::PutCat, Change::PutDog},
                                                 "went back"}),
                         [](const auto& planted) { return planted.param.name; });

}  // namespace
}  // namespace shrike::fakes
