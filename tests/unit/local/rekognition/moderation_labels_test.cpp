#include "infra/local/rekognition/moderation_labels.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using vision::ModerationScores;

constexpr const char* kExplicit = "Explicit";
constexpr const char* kSuggestive = "Non-Explicit Nudity of Intimate parts and Kissing";

std::vector<std::string> names(const json& list) {
  std::vector<std::string> found;
  for (const auto& item : list) found.push_back(item.at("Name"));
  return found;
}

std::vector<std::string> labels(const ModerationScores& scores, double min_confidence = 50) {
  return names(moderation_answer(scores, min_confidence).at("ModerationLabels"));
}

TEST(ModerationLabels, AreNoneForACleanPicture) {
  EXPECT_THAT(labels({.neutral = 1}), IsEmpty());
  EXPECT_THAT(labels({.drawing = 1}), IsEmpty());
  EXPECT_THAT(labels({.drawing = 0.2, .hentai = 0.2, .neutral = 0.2, .porn = 0.2, .sexy = 0.2}),
              IsEmpty());
}

TEST(ModerationLabels, AreWhatTheClassesSay) {
  EXPECT_THAT(labels({.neutral = 0.1, .porn = 0.9}), ElementsAre(kExplicit));
  EXPECT_THAT(labels({.hentai = 0.9, .neutral = 0.1}), ElementsAre(kExplicit));
  EXPECT_THAT(labels({.hentai = 0.3, .porn = 0.3, .sexy = 0.4}), ElementsAre(kExplicit));
  EXPECT_THAT(labels({.neutral = 0.1, .sexy = 0.9}), ElementsAre(kSuggestive));
}

TEST(ModerationLabels, AreOfTheTopLevelWithTheSumOfTheirClasses) {
  const auto answer = moderation_answer({.hentai = 0.25, .porn = 0.5, .sexy = 0.25}, 20);
  const auto& list = answer.at("ModerationLabels");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].at("Name"), kExplicit);
  EXPECT_EQ(list[0].at("Confidence"), 75);
  EXPECT_EQ(list[0].at("ParentName"), "");
  EXPECT_EQ(list[0].at("TaxonomyLevel"), 1);
  EXPECT_EQ(list[1].at("Confidence"), 25);
}

TEST(ModerationLabels, ComeByFallingConfidenceDownToTheLeast) {
  EXPECT_THAT(labels({.porn = 0.3, .sexy = 0.7}, 10), ElementsAre(kSuggestive, kExplicit));
  EXPECT_THAT(labels({.porn = 0.5, .sexy = 0.5}, 50), ElementsAre(kExplicit, kSuggestive));
  EXPECT_THAT(labels({.porn = 0.3, .sexy = 0.7}, 75), IsEmpty());
  EXPECT_THAT(labels({.neutral = 1}, 0), ElementsAre(kExplicit, kSuggestive));
}

TEST(ModerationLabels, NeverExceedAHundredPercent) {
  const auto answer = moderation_answer({.hentai = 0.5000001, .porn = 0.5000001}, 50);
  EXPECT_EQ(answer.at("ModerationLabels")[0].at("Confidence"), 100);
}

TEST(ContentTypes, AreNotGivenForTheModelTakesPhotographsForDrawings) {
  for (const auto& scores : {ModerationScores{.drawing = 1}, ModerationScores{.hentai = 1}})
    EXPECT_THAT(moderation_answer(scores, 0).at("ContentTypes"), IsEmpty());
}

TEST(ModerationLabels, SayWhichModelLooked) {
  EXPECT_THAT(moderation_answer({}, 50).at("ModerationModelVersion").get<std::string>(),
              testing::HasSubstr("nsfwjs"));
}

}  // namespace
}  // namespace shrike::local
