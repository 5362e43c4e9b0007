#include "handlers/modules/resize.h"

#include <gtest/gtest.h>

#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

ImageFacts facts_of(int width, int height, int pages = 1) {
  ImageFacts facts;
  facts.width = width;
  facts.height = height;
  facts.pages = pages;
  return facts;
}

RenditionSpec fit(std::optional<int> width, std::optional<int> height, bool animated = false) {
  return {"name", width, height, std::nullopt, 80, animated};
}

TEST(Resize, PlansForTheLargestSideOfAllRenditions) {
  const auto facts = facts_of(4000, 3000);
  EXPECT_EQ(plan_resize(facts, {fit(320, 320), fit(1600, {})}).largest_side, 1600);
  EXPECT_EQ(plan_resize(facts, {fit({}, 300)}).largest_side, 400);
}

TEST(Resize, PlansForTheSideThatIsNotBounded) {
  EXPECT_EQ(plan_resize(facts_of(1000, 9000), {fit(500, {})}).largest_side, 4500);
}

TEST(Resize, NeverPlansForMoreThanTheImageHas) {
  EXPECT_EQ(plan_resize(facts_of(64, 48), {fit(1600, {})}).largest_side, 64);
}

TEST(Resize, PlansForFramesOnlyWhereThereAreSeveralAndTheyAreWanted) {
  EXPECT_TRUE(plan_resize(facts_of(64, 48, 12), {fit(32, {}), fit(32, {}, true)}).animated);
  EXPECT_FALSE(plan_resize(facts_of(64, 48, 12), {fit(32, {})}).animated);
  EXPECT_FALSE(plan_resize(facts_of(64, 48, 1), {fit(32, {}, true)}).animated);
}

TEST(Resize, AsksForNoBudgetWhenNothingIsDecoded) {
  fakes::ScriptedImages images;
  images.too_large = true;
  EXPECT_NO_THROW(require_resizable(images, {}, plan_resize(facts_of(9, 9), {})));
  EXPECT_THROW(require_resizable(images, {}, plan_resize(facts_of(9, 9), {fit(1, 1)})), Error);
}

}  // namespace
}  // namespace shrike
