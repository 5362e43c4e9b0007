#include "infra/local/cli/progress.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(ProgressText, SaysHowManyHowFastAndHowLongYet) {
  EXPECT_EQ(progress_text({.total = 10'000,
                           .done = 1234,
                           .processed = 1200,
                           .refused = 3,
                           .failed = 1,
                           .elapsed = std::chrono::seconds(100)}),
            "1,234/10,000 images · 12.0/s · 12:11 left · 3 refused · 1 failed");
}

TEST(ProgressText, PromisesNothingBeforeTheFirstImageIsThrough) {
  EXPECT_EQ(progress_text({.total = 10, .done = 2, .elapsed = std::chrono::seconds(1)}),
            "2/10 images");
}

TEST(ProgressBar, FillsUp) {
  EXPECT_EQ(progress_bar({.total = 3, .done = 0}), "[..............................] 0/3 images");
  EXPECT_EQ(progress_bar({.total = 3, .done = 1}), "[##########....................] 1/3 images");
  EXPECT_EQ(progress_bar({.total = 3, .done = 3}), "[##############################] 3/3 images");
  EXPECT_EQ(progress_bar({}), "[##############################] 0/0 images");
}

}  // namespace
}  // namespace shrike::local
