#include "infra/local/cli/tally.h"

#include <gtest/gtest.h>

#include "infra/local/cli/quantities.h"

namespace shrike::local {
namespace {

using std::chrono::seconds;

ImageOutcome outcome(const std::string& key, OutcomeKind kind, const std::string& type = "") {
  return {.key = ObjectKey(key), .kind = kind, .type = type, .reason = "why"};
}

TEST(RunSummary, CountsAndNamesWhatSomebodyHasToLookAt) {
  Tally tally;
  for (int i = 0; i < 1200; ++i) tally.add(outcome("a", OutcomeKind::Result));
  tally.add(outcome("b", OutcomeKind::Refused, "Image.Corrupt"));
  tally.add(outcome("c", OutcomeKind::Refused, "Image.Unsupported"));
  tally.add(outcome("d", OutcomeKind::Refused, "Image.Corrupt"));
  tally.add(outcome("e\x1b[2J", OutcomeKind::Failed, "S3.InvalidURI"));
  tally.add(outcome("f.txt", OutcomeKind::NotImage));
  tally.add_passed_over("g (a symbolic link)");
  EXPECT_EQ(run_summary(tally, {.total = 1205, .elapsed = seconds(602), .cores = 2}),
            "1,205 images: 1,200 results, 3 refused, 1 failed, 1 no images\n"
            "  refused     Image.Corrupt 2, Image.Unsupported 1\n"
            "  failed      e?[2J (S3.InvalidURI: why)\n"
            "  no image    f.txt\n"
            "  passed over g (a symbolic link)\n"
            "  took        10:02, 2.0 images/s, 1.0 images/s a core (2 cores)\n");
}

TEST(RunSummary, SaysHowFarAnInterruptedRunCame) {
  Tally tally;
  tally.add(outcome("a", OutcomeKind::Present));
  EXPECT_EQ(run_summary(tally, {.total = 10'000, .elapsed = seconds(0), .cores = 1}),
            "interrupted: 1 of 10,000 images done: 0 results, 1 there already\n"
            "  took        0:00, 0.0 images/s, 0.0 images/s a core (1 cores)\n");
}

TEST(Tally, KeepsTheFirstNamesAndCountsTheOthers) {
  Tally tally;
  for (int i = 0; i < 1000; ++i) tally.add(outcome("x", OutcomeKind::NotImage));
  EXPECT_EQ(tally.names(OutcomeKind::NotImage), "x, x, x, x, x, x, x, x, x, x and 990 more");
  EXPECT_EQ(tally.done(), 1000U);
  EXPECT_EQ(tally.processed(), 0U);
}

TEST(Grouped, PutsACommaBeforeEachThreeDigits) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(12'345'678), "12,345,678");
}

TEST(ClockText, IsMinutesAndHoursWhereThereAreAny) {
  EXPECT_EQ(clock_text(std::chrono::duration<double>(59.6)), "1:00");
  EXPECT_EQ(clock_text(seconds(3599)), "59:59");
  EXPECT_EQ(clock_text(seconds(360'000)), "100:00:00");
}

}  // namespace
}  // namespace shrike::local
