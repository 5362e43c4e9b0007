#include "infra/local/cli/image_outcome.h"

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using nlohmann::json;

const ObjectKey kKey("a b/photo.jpg");

TEST(OutcomeOf, AProcessedImageIsAResult) {
  const auto outcome = outcome_of(
      kKey, R"({"records":[{"status":"processed","metadataKey":"k/metadata.json","refused":[]}]})");
  EXPECT_EQ(outcome.kind, OutcomeKind::Result);
  EXPECT_EQ(outcome.metadata_key, "k/metadata.json");
  EXPECT_EQ(outcome.type, "");
}

TEST(OutcomeOf, ARefusedImageSaysWhy) {
  const auto outcome =
      outcome_of(kKey, R"({"records":[{"status":"refused","metadataKey":"k/metadata.json",
                           "refused":[{"what":"image","type":"Image.Corrupt","reason":"cut"}]}]})");
  EXPECT_EQ(outcome.kind, OutcomeKind::Refused);
  EXPECT_EQ(outcome.type, "Image.Corrupt");
  EXPECT_EQ(outcome.reason, "cut");
}

TEST(OutcomeOf, ARefusedEventSaysWhyWithoutAMetadataObject) {
  const auto outcome = outcome_of(
      kKey, R"({"records":[{"status":"refused","type":"Object.TooLarge","reason":"over 50 MB"}]})");
  EXPECT_EQ(outcome.kind, OutcomeKind::Refused);
  EXPECT_EQ(outcome.type, "Object.TooLarge");
  EXPECT_EQ(outcome.metadata_key, "");
}

TEST(OutcomeOf, AnErrorDocumentIsAFailure) {
  const auto outcome =
      outcome_of(kKey, R"({"errorType":"Service.Throttled","errorMessage":"enough"})");
  EXPECT_EQ(outcome.kind, OutcomeKind::Failed);
  EXPECT_EQ(outcome.type, "Service.Throttled");
  EXPECT_EQ(outcome.reason, "enough");
}

TEST(OutcomeOf, WhatIsNoAnswerIsAFailureWithAName) {
  for (const auto* answer :
       {"", "no JSON", "null", "7", "[]", R"({"records":{}})", R"({"records":[]})",
        R"({"records":["x"]})", R"({"records":[{"status":7}]})",
        R"({"records":[{"status":"new"}]})", R"({"errorType":[]})"}) {
    const auto outcome = outcome_of(kKey, answer);
    EXPECT_EQ(outcome.kind, OutcomeKind::Failed) << answer;
    EXPECT_EQ(outcome.type, "Function.AnswerUnknown") << answer;
  }
}

TEST(OutcomeOf, ARefusalOfAnotherShapeIsStillARefusal) {
  const auto outcome =
      outcome_of(kKey, R"({"records":[{"status":"refused","refused":["x"],"metadataKey":9}]})");
  EXPECT_EQ(outcome.kind, OutcomeKind::Refused);
  EXPECT_EQ(outcome.type, "");
  EXPECT_EQ(outcome.metadata_key, "");
}

TEST(ResultsLine, NamesKeyLabelsAndWhereTheMetadataLies) {
  const ImageOutcome outcome{.key = kKey,
                             .kind = OutcomeKind::Result,
                             .metadata_key = "k",
                             .metadata = {{"labels", {{{"Name", "Cat"}}, {{"Name", "Pet"}}}}}};
  EXPECT_EQ(
      results_line(outcome, "d/k"),
      R"({"key":"a b/photo.jpg","labels":["Cat","Pet"],"metadata":"d/k","outcome":"result"})");
}

TEST(ResultsLine, IsOneLineOfJsonWhateverTheKeyIs) {
  const ImageOutcome outcome{
      .key = ObjectKey("new\nline \xff"), .kind = OutcomeKind::NotImage, .metadata = json()};
  const auto line = results_line(outcome, "");
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(json::parse(line)["key"], "new\nline \xef\xbf\xbd");
  EXPECT_EQ(json::parse(line)["outcome"], "no image");
}

}  // namespace
}  // namespace shrike::local
