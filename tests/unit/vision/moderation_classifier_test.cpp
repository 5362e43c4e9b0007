#include "handlers/vision/moderation_classifier.h"

#include <string>

#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/vision/files.h"

namespace shrike::vision {
namespace {

TEST(ModerationClassifier, FindsNothingUnsafeInCleanPhotographs) {
  const ModerationClassifier classifier({kPackages, kEngine, 1});
  for (const char* name : {"astronaut.png", "chelsea.png", "coffee.png", "motorcycle_left.png"}) {
    const auto scores = classifier.classify(photograph(name));
    EXPECT_LT(scores.porn + scores.hentai + scores.sexy, 0.1) << name;
    EXPECT_NEAR(scores.drawing + scores.hentai + scores.neutral + scores.porn + scores.sexy, 1,
                1e-4);
  }
}

TEST(ModerationClassifier, SaysWhatIsMissing) {
  try {
    const ModerationClassifier missing({"/nonexistent", kEngine, 1});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Model.Missing");
  }
}

}  // namespace
}  // namespace shrike::vision
