#include "handlers/image/decode_plan.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike {
namespace {

ImageFacts facts_of(int width, int height, int pages = 1) {
  ImageFacts facts;
  facts.format = Format::Gif;
  facts.width = width;
  facts.height = height;
  facts.pages = pages;
  return facts;
}

RenditionSpec fit(std::optional<int> width, std::optional<int> height, bool animated = false) {
  return {"name", width, height, Format::Webp, 80, animated};
}

TEST(DecodePlan, DecodesInTheSizeOfTheLargestRendition) {
  const auto facts = facts_of(4000, 3000);
  EXPECT_EQ(plan_renditions(facts, {fit(320, 320), fit(1600, {})}).size, (Size{1600, 1200}));
  EXPECT_EQ(plan_renditions(facts, {fit({}, 300)}).size, (Size{400, 300}));
  EXPECT_EQ(plan_renditions(facts_of(1000, 9000), {fit(500, {})}).size, (Size{500, 4500}));
}

TEST(DecodePlan, NeverEnlarges) {
  EXPECT_EQ(plan_renditions(facts_of(64, 48), {fit(1600, {})}).size, (Size{64, 48}));
}

TEST(DecodePlan, KeepsFramesOnlyWhereThereAreSeveralAndTheyAreWanted) {
  const auto frames = [](const ImageFacts& facts, const std::vector<RenditionSpec>& specs) {
    return plan_renditions(facts, specs).frames;
  };
  EXPECT_EQ(frames(facts_of(64, 48, 12), {fit(32, {}), fit(32, {}, true)}), Frames::All);
  EXPECT_EQ(frames(facts_of(64, 48, 12), {fit(32, {})}), Frames::First);
  EXPECT_EQ(frames(facts_of(64, 48, 1), {fit(32, {}, true)}), Frames::First);
}

TEST(DecodePlan, SaysOfEveryOutputWhatItIs) {
  const DecodePlan plan =
      plan_renditions(facts_of(640, 480, 3),
                      {fit(32, {}), fit(64, {}, true), {"as-it-is", 100, {}, {}, 80, false}});
  ASSERT_EQ(plan.outputs.size(), 3U);
  EXPECT_EQ(plan.outputs[0].format, Format::Webp);
  EXPECT_EQ(plan.outputs[0].frames, Frames::First);
  EXPECT_EQ(plan.outputs[1].size, (Size{64, 48}));
  EXPECT_EQ(plan.outputs[1].frames, Frames::All);
  EXPECT_EQ(plan.outputs[2].format, Format::Gif);
}

TEST(DecodePlan, HasNothingToDecodeWhereNothingIsWanted) {
  const DecodePlan plan = plan_renditions(facts_of(640, 480), {});
  EXPECT_TRUE(plan.outputs.empty());
  EXPECT_EQ(plan.size, Size{});
}

TEST(DecodePlan, RefusesARenditionThatItsFormatCannotHold) {
  EXPECT_THROW((void)plan_renditions(facts_of(20'000, 10), {fit({}, 10)}), Error);
}

TEST(DecodePlan, GivesRekognitionAtLeastEightyPixelsASide) {
  EXPECT_EQ(plan_detection(facts_of(4000, 3000), 1600).size, (Size{1600, 1200}));
  EXPECT_EQ(plan_detection(facts_of(16'000, 200), 1600).size, (Size{1600, 80}));
  EXPECT_EQ(plan_detection(facts_of(16'000, 20), 1600).size, (Size{1600, 20}));
}

}  // namespace
}  // namespace shrike
