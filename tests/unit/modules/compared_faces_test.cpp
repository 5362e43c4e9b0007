#include "handlers/modules/compared_faces.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;

TEST(ComparedFaces, AreThoseThatMatchAndThoseThatDoNot) {
  const auto faces = compared_faces_from(json::parse(R"({
    "SourceImageFace":{"BoundingBox":{"Left":0,"Top":0,"Width":1,"Height":1},"Confidence":99},
    "FaceMatches":[{"Similarity":97.5,"Face":{"Confidence":99.5,
      "BoundingBox":{"Left":0.1,"Top":0.2,"Width":0.3,"Height":0.4}}}],
    "UnmatchedFaces":[{"Confidence":98,
      "BoundingBox":{"Left":0.5,"Top":0.2,"Width":0.3,"Height":0.4}}]})"));
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_DOUBLE_EQ(faces[0].similarity.value(), 97.5);
  EXPECT_DOUBLE_EQ(faces[0].confidence, 99.5);
  EXPECT_DOUBLE_EQ(faces[0].box.width, 0.3);
  EXPECT_FALSE(faces[1].similarity.has_value());
  EXPECT_DOUBLE_EQ(faces[1].box.left, 0.5);
}

TEST(ComparedFaces, LeaveOutWhatIsNotAsDescribed) {
  for (const char* answer :
       {"null", "[]", "{}", R"({"FaceMatches":7})", R"({"FaceMatches":[1,{}, {"Face":3}]})",
        R"({"FaceMatches":[{"Similarity":9,"Face":{"BoundingBox":[]}}]})",
        R"({"UnmatchedFaces":[{"BoundingBox":{"Left":"0","Top":0,"Width":1,"Height":1}}]})"}) {
    EXPECT_TRUE(compared_faces_from(json::parse(answer)).empty()) << answer;
  }
}

TEST(ComparedFaces, OverlapFromNotAtAllToWholly) {
  const FaceBox box{0.1, 0.1, 0.2, 0.2};
  EXPECT_DOUBLE_EQ(overlap(box, box), 1);
  EXPECT_DOUBLE_EQ(overlap(box, {0.5, 0.5, 0.2, 0.2}), 0);
  EXPECT_NEAR(overlap(box, {0.2, 0.1, 0.2, 0.2}), 1.0 / 3, 1e-9);
  EXPECT_DOUBLE_EQ(overlap({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
  const FaceBox rounded{-0.1, 0.9, 0.3,
                        0.4};  // its right side less its left is more than its width
  EXPECT_LE(overlap(rounded, rounded), 1);
  EXPECT_EQ(overlap({-1e308, 0, 1e308, 1e308}, {-1e308, 0, 1e308, 1e308}), 0);
}

}  // namespace
}  // namespace shrike
