#include "handlers/modules/face_report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;

constexpr FaceBox kLeft{0.1, 0.2, 0.2, 0.3};
constexpr FaceBox kRight{0.6, 0.2, 0.2, 0.3};

FaceReport concluded(const std::vector<ReferenceComparison>& comparisons) {
  FaceReport report;
  report.image = {{BucketName("uploads"), ObjectKey("party.jpg"), VersionId("v1")}, "e1", "05"};
  report.reference_bucket = BucketName("people");
  report.threshold = 80;
  conclude(report, comparisons);
  return report;
}

TEST(FaceReport, TakesBoxesThatAreNearlyTheSameForTheSameFace) {
  FaceBox nearly = kLeft;
  nearly.left += 0.01;
  const FaceReport report = concluded({{ObjectKey("a"), {{kRight, 99, 20}, {kLeft, 99, 90}}},
                                       {ObjectKey("b"), {{nearly, 99, 95}, {kRight, 99, {}}}}});
  ASSERT_EQ(report.faces.size(), 2U);
  EXPECT_DOUBLE_EQ(report.faces[0].box.left, kLeft.left);
  ASSERT_EQ(report.faces[0].likeness.size(), 2U);
  EXPECT_EQ(report.faces[0].likeness[0].reference.str(), "b");
  EXPECT_EQ(report.faces[1].likeness.size(), 1U);
}

TEST(FaceReport, OrdersEquallySimilarReferencesByKey) {
  const FaceReport report =
      concluded({{ObjectKey("b"), {{kLeft, 99, 90}}}, {ObjectKey("a"), {{kLeft, 99, 90}}}});
  EXPECT_EQ(report.best()->likeness.front().reference.str(), "a");
}

TEST(FaceReport, MatchesFromTheThresholdOn) {
  EXPECT_EQ(concluded({{ObjectKey("a"), {{kLeft, 99, 80}}}}).outcome, FaceOutcome::Match);
  EXPECT_EQ(concluded({{ObjectKey("a"), {{kLeft, 99, 79.99}}}}).outcome,
            FaceOutcome::BelowThreshold);
}

TEST(FaceReport, TellsTheOtherOutcomesApart) {
  EXPECT_EQ(concluded({}).outcome, FaceOutcome::NoReferences);
  EXPECT_EQ(concluded({{ObjectKey("a"), {}}}).outcome, FaceOutcome::NoFace);
  const FaceReport unlike = concluded({{ObjectKey("a"), {{kLeft, 99, {}}}}});
  EXPECT_EQ(unlike.outcome, FaceOutcome::BelowThreshold);
  EXPECT_EQ(unlike.best(), nullptr);
}

TEST(FaceReport, IsADocument) {
  FaceReport report =
      concluded({{ObjectKey("anna.jpg"), {{kRight, 99.999, 97.256}, {kLeft, 98, {}}}}});
  report.skipped = {{ObjectKey("note.txt"), "Image.Unsupported", "no image"}};
  EXPECT_EQ(face_document(report), json::parse(R"({
    "schemaVersion":1,"outcome":"match","threshold":80.0,
    "source":{"bucket":"uploads","key":"party.jpg","versionId":"v1","etag":"e1","sequencer":"05"},
    "best":{"reference":"anna.jpg","similarity":97.26,"face":1},
    "faces":[
      {"box":{"left":0.1,"top":0.2,"width":0.2,"height":0.3},"confidence":98.0,"likeness":[]},
      {"box":{"left":0.6,"top":0.2,"width":0.2,"height":0.3},"confidence":100.0,
       "likeness":[{"reference":"anna.jpg","similarity":97.26}]}],
    "references":{"bucket":"people","compared":1,
      "skipped":[{"key":"note.txt","type":"Image.Unsupported","reason":"no image"}]}})"));
}

TEST(FaceReport, NamesTenReferencesAFaceAtMost) {
  std::vector<ReferenceComparison> comparisons;
  for (int i = 0; i < 30; ++i) {
    comparisons.push_back({ObjectKey(std::to_string(i)), {{kLeft, 99, i}}});
  }
  const json document = face_document(concluded(comparisons));
  EXPECT_EQ(document["faces"][0]["likeness"].size(), 10U);
  EXPECT_EQ(document["references"]["compared"], 30);
}

}  // namespace
}  // namespace shrike
