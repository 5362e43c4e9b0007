#include "handlers/modules/payload_limit.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;
using testing::ElementsAre;

json repeated(const json& item, int count) {
  json list = json::array();
  for (int i = 0; i < count; ++i) list.push_back(item);
  return list;
}

const std::string kFiller(200, 'x');

json large() {
  return {{"bucket", "uploads"},
          {"key", "a.jpg"},
          {"faces", repeated({{"Confidence", 99}, {"Landmarks", kFiller}}, 10)},
          {"labels", repeated({{"Name", "Dog"}, {"Instances", kFiller}}, 10)}};
}

TEST(PayloadLimit, LeavesADocumentThatFits) {
  json document = large();
  fit_into(document, 10'000);
  EXPECT_EQ(document, large());
}

TEST(PayloadLimit, LeavesOutNoMoreThanItMustAndSaysWhat) {
  json document = large();
  fit_into(document, 3000);
  EXPECT_THAT(document["leftOut"], ElementsAre("faces.Landmarks"));
  EXPECT_FALSE(document["faces"][0].contains("Landmarks"));
  EXPECT_TRUE(document["labels"][0].contains("Instances"));

  document = large();
  fit_into(document, 1000);
  EXPECT_THAT(document["leftOut"], ElementsAre("faces.Landmarks", "labels.Instances"));
  EXPECT_EQ(document["labels"].size(), 10U);
}

TEST(PayloadLimit, CutsTheLongestListAtItsEnd) {
  json document{{"key", "a.jpg"}, {"labels", json::array()}, {"text", repeated("short", 4)}};
  for (int i = 0; i < 100; ++i) document["labels"].push_back({{"Name", std::to_string(i)}});
  fit_into(document, 600);
  EXPECT_EQ(document["labels"].size(), 25U);
  EXPECT_EQ(document["labels"][24]["Name"], "24");
  EXPECT_EQ(document["text"].size(), 4U);
  EXPECT_THAT(document["leftOut"], ElementsAre("labels from number 26"));
}

TEST(PayloadLimit, EndsWhereThereIsNothingLeftToLeaveOut) {
  json document{{"key", kFiller}, {"labels", repeated("Dog", 3)}};
  fit_into(document, 10);
  EXPECT_TRUE(document["labels"].empty());
  EXPECT_EQ(document["key"], kFiller);
}

TEST(PayloadLimit, FitsAThousandLabelsAndAHundredFaces) {
  json box{{"BoundingBox", {{"Left", 0.123456789}, {"Top", 0.123456789}}},
           {"Confidence", 99.12345}};
  json document{{"labels", repeated({{"Name", std::string(40, 'n')},
                                     {"Confidence", 98.7654321},
                                     {"Instances", repeated(box, 20)}},
                                    1000)},
                {"faces", repeated({{"Landmarks", repeated(box, 30)}}, 100)}};
  fit_into(document, kMaxStateBytes);
  EXPECT_LE(document.dump().size(), kMaxStateBytes);
  EXPECT_EQ(document["labels"].size(), 1000U);
}

}  // namespace
}  // namespace shrike
