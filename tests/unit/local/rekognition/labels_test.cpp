#include "infra/local/rekognition/labels.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;
using vision::Detection;

constexpr std::size_t kPerson = 0;
constexpr std::size_t kCar = 2;
constexpr std::size_t kCat = 15;
constexpr std::size_t kDog = 16;

json answer(const std::vector<Detection>& detections, const DetectLabelsRequest& request = {}) {
  return detect_labels_answer(labels_of(detections), request);
}

std::vector<std::string> names(const json& answer) {
  std::vector<std::string> list;
  for (const auto& label : answer.at("Labels")) list.push_back(label.at("Name"));
  return list;
}

TEST(Labels, HaveTheShapeOfTheServicesModel) {
  const auto document = answer({{kDog, 0.6, {0.25, 0.5, 0.125, 0.25}}});
  const auto& dog = document.at("Labels").at(0);
  EXPECT_EQ(dog, json::parse(R"({
    "Name": "Dog", "Confidence": 85.0,
    "Instances": [{"BoundingBox": {"Width": 0.125, "Height": 0.25, "Left": 0.25, "Top": 0.5},
                   "Confidence": 85.0}],
    "Parents": [{"Name": "Animal"}, {"Name": "Canine"}, {"Name": "Mammal"}, {"Name": "Pet"}],
    "Aliases": [], "Categories": [{"Name": "Animals and Pets"}]})"));
  EXPECT_FALSE(document.at("LabelModelVersion").get<std::string>().empty());
}

TEST(Labels, AnswerWithAListWhereNothingWasFound) {
  EXPECT_EQ(answer({}).at("Labels"), json::array());
}

TEST(Labels, MakeEveryAncestorALabelWithoutInstances) {
  const auto document = answer({{kCat, 0.6, {0, 0, 1, 1}}});
  EXPECT_EQ(names(document), (std::vector<std::string>{"Cat", "Animal", "Mammal", "Pet"}));
  for (const auto& label : document.at("Labels")) {
    EXPECT_EQ(label.at("Confidence"), document.at("Labels").at(0).at("Confidence"));
    EXPECT_EQ(label.at("Instances").empty(), label.at("Name") != "Cat");
  }
}

TEST(Labels, GiveAnAncestorTheConfidenceOfItsSurestDescendant) {
  const auto labels =
      labels_of(std::vector<Detection>{{kDog, 0.5, {0, 0, 1, 1}}, {kCat, 0.7, {0, 0, 1, 1}}});
  const auto confidence = [&](std::string_view name) {
    return std::find_if(labels.begin(), labels.end(),
                        [&](const Label& label) { return label.entry->name == name; })
        ->confidence;
  };
  EXPECT_EQ(confidence("Animal"), confidence("Cat"));
  EXPECT_EQ(confidence("Canine"), confidence("Dog"));
  EXPECT_GT(confidence("Cat"), confidence("Dog"));
}

TEST(Labels, CountInstances) {
  const auto labels = labels_of(std::vector<Detection>{{kCar, 0.4, {0, 0, 0.1, 0.1}},
                                                       {kCar, 0.8, {0.5, 0.5, 0.1, 0.1}},
                                                       {kCar, 0.2, {0.7, 0.7, 0.1, 0.1}}});
  ASSERT_EQ(labels.front().entry->name, "Car");
  ASSERT_EQ(labels.front().instances.size(), 3U);
  EXPECT_EQ(labels.front().confidence, labels.front().instances.front().confidence);
  EXPECT_EQ(labels.front().instances.front().box.left, 0.5);

  DetectLabelsRequest request;
  request.min_confidence = 55;
  EXPECT_EQ(detect_labels_answer(labels, request).at("Labels").at(0).at("Instances").size(), 2U);
}

TEST(Labels, ComeSurestFirstDownToMinConfidence) {
  DetectLabelsRequest request;
  request.min_confidence = 75;
  const auto document =
      answer({{kPerson, 0.47, {0, 0, 1, 1}}, {kCat, 0.5, {0, 0, 1, 1}}, {kCar, 0.9, {0, 0, 1, 1}}},
             request);
  EXPECT_EQ(names(document), (std::vector<std::string>{"Car", "Transportation", "Vehicle", "Cat",
                                                       "Animal", "Mammal", "Pet"}));
}

TEST(Labels, StopAtMaxLabelsAfterFiltering) {
  DetectLabelsRequest request;
  request.max_labels = 2;
  request.filters.excluded_labels = {"Cat"};
  EXPECT_EQ(names(answer({{kCat, 0.9, {0, 0, 1, 1}}}, request)),
            (std::vector<std::string>{"Animal", "Mammal"}));
  request.max_labels = 0;
  EXPECT_TRUE(names(answer({{kCat, 0.9, {0, 0, 1, 1}}}, request)).empty());
}

TEST(Labels, PassFiltersOfCategories) {
  DetectLabelsRequest request;
  request.filters.included_categories = {"Person Description"};
  EXPECT_EQ(names(answer({{kCat, 0.9, {0, 0, 1, 1}}, {kPerson, 0.8, {0, 0, 1, 1}}}, request)),
            std::vector<std::string>{"Person"});
}

}  // namespace
}  // namespace shrike::local
