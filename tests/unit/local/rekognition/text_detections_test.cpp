#include "infra/local/rekognition/text_detections.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using vision::TextLine;
using vision::TextWord;

constexpr int kWidth = 200;
constexpr int kHeight = 100;

TextWord word(const std::string& text, double confidence, double x, double y) {
  return {text, confidence, {{x, y}, {1, 0}, 20, 10}};
}

TextLine line(std::vector<TextWord> words) {
  const auto box = words.front().box;
  return {std::move(words), 0.5, {{100, box.center.y}, {1, 0}, 180, 12}};
}

const std::vector<TextLine> kSign = {
    line({word("NO", 0.99, 20, 20), word("ENTRY", 0.95, 60, 20)}),
    line({word("faint", 0.6, 20, 60)}),
    line({word("at", 0.9, 20, 80), word("night", 0.7, 60, 80)}),
};

json detections(const std::vector<TextLine>& lines, const TextFilters& filters = {}) {
  return detect_text_answer(lines, kWidth, kHeight, filters).at("TextDetections");
}

std::vector<std::string> texts(const json& found) {
  std::vector<std::string> list;
  for (const auto& item : found)
    list.push_back(item.at("Type").get<std::string>() + ' ' +
                   item.at("DetectedText").get<std::string>());
  return list;
}

TEST(TextDetections, AreLinesThenTheirWords) {
  const auto found = detections(kSign, {.min_confidence = 0});
  EXPECT_THAT(texts(found), ElementsAre("LINE NO ENTRY", "LINE faint", "LINE at night", "WORD NO",
                                        "WORD ENTRY", "WORD faint", "WORD at", "WORD night"));
  std::vector<int> parents;
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].at("Id"), i);
    EXPECT_EQ(found[i].contains("ParentId"), i >= 3) << i;
    if (i >= 3) parents.push_back(found[i].at("ParentId"));
  }
  EXPECT_THAT(parents, ElementsAre(0, 0, 1, 2, 2));
}

TEST(TextDetections, LeaveOutUnsureWordsAndWhatIsLeftOfTheirLines) {
  const auto found = detections(kSign);
  EXPECT_THAT(texts(found),
              ElementsAre("LINE NO ENTRY", "LINE at", "WORD NO", "WORD ENTRY", "WORD at"));
  EXPECT_NEAR(found[0].at("Confidence").get<double>(), 97, 0.01);
  EXPECT_EQ(found[4].at("ParentId"), 1);
}

TEST(TextDetections, PassTheFiltersOfSizeAndPlace) {
  // A word is 20 by 10 pixels of 200 by 100: a tenth of each side.
  EXPECT_EQ(detections(kSign, {.min_confidence = 0, .min_height = 0.0999}).size(), 8U);
  EXPECT_TRUE(detections(kSign, {.min_confidence = 0, .min_height = 0.11}).empty());
  EXPECT_TRUE(detections(kSign, {.min_confidence = 0, .min_width = 0.11}).empty());
  TextFilters left{.min_confidence = 0};
  left.regions = {{{0, 0}, {0.2, 0}, {0.2, 1}, {0, 1}}};
  EXPECT_THAT(texts(detections(kSign, left)),
              ElementsAre("LINE NO", "LINE faint", "LINE at", "WORD NO", "WORD faint", "WORD at"));
}

TEST(TextDetections, HaveAtMostAHundredWords) {
  std::vector<TextWord> words;
  for (int i = 0; i < 60; ++i) words.push_back(word(std::to_string(i), 0.9, 20, 20));
  const auto found = detections({line(words), line(words), line(words)});
  EXPECT_EQ(found.size(), 2U + 100U);
  EXPECT_EQ(found.back().at("ParentId"), 1);
  EXPECT_EQ(found.back().at("DetectedText"), "39");
}

TEST(TextDetections, LieWithinThePictureAndFollowTheText) {
  // A word read upwards at the left border, half of it outside.
  const auto found = detections({line({{"up", 1, {{0, 50}, {0, -1}, 40, 20}}})});
  const auto& geometry = found.at(1).at("Geometry");
  EXPECT_NEAR(geometry.at("BoundingBox").at("Left").get<double>(), 0, 1e-6);
  EXPECT_NEAR(geometry.at("BoundingBox").at("Top").get<double>(), 0.3, 1e-6);
  EXPECT_NEAR(geometry.at("BoundingBox").at("Width").get<double>(), 0.05, 1e-6);
  EXPECT_NEAR(geometry.at("BoundingBox").at("Height").get<double>(), 0.4, 1e-6);
  // Its upper left, as one reads it, is the lower left.
  ASSERT_EQ(geometry.at("Polygon").size(), 4U);
  EXPECT_NEAR(geometry.at("Polygon")[0].at("X").get<double>(), 0, 1e-6);
  EXPECT_NEAR(geometry.at("Polygon")[0].at("Y").get<double>(), 0.7, 1e-6);
  EXPECT_NEAR(geometry.at("Polygon")[1].at("Y").get<double>(), 0.3, 1e-6);
}

TEST(TextDetections, SayWhichModelReadEvenWhereThereIsNothing) {
  const auto answer = detect_text_answer({}, kWidth, kHeight, {});
  EXPECT_TRUE(answer.at("TextDetections").is_array());
  EXPECT_TRUE(answer.at("TextDetections").empty());
  EXPECT_THAT(answer.at("TextModelVersion").get<std::string>(), testing::HasSubstr("ppocr"));
}

}  // namespace
}  // namespace shrike::local
