#include "handlers/pipeline/object_pipeline.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "tests/unit/pipeline/object_pipeline_fixture.h"

namespace shrike {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

TEST_F(ObjectPipelineTest, WritesTheMetadataObjectLast) {
  process();
  EXPECT_THAT(written(), UnorderedElementsAre("dog.jpg/thumb.webp", "dog.jpg/preview.jpg",
                                              "dog.jpg/metadata.json"));
  EXPECT_EQ(written().back(), "dog.jpg/metadata.json");
}

TEST_F(ObjectPipelineTest, DownloadsOnce) {
  process();
  EXPECT_EQ(std::count(store.journal.begin(), store.journal.end(), "get dog.jpg"), 1);
}

TEST_F(ObjectPipelineTest, AsksTheStoreForANewImageNoMoreThanItMust) {
  process();
  EXPECT_THAT(store.journal, UnorderedElementsAre("get dog.jpg", "put dog.jpg/thumb.webp",
                                                  "put dog.jpg/preview.jpg",
                                                  "put dog.jpg/metadata.json", "head dog.jpg"));
}

TEST_F(ObjectPipelineTest, LeavesNoRenditionOfAnotherFormatThanTheNewImages) {
  process("05");
  upload("other pixels");
  images.facts.format = Format::Png;
  process("06");
  EXPECT_FALSE(store.holds("out", "dog.jpg/preview.jpg"));
  EXPECT_TRUE(store.holds("out", "dog.jpg/preview.png"));
}

TEST_F(ObjectPipelineTest, TellsWhatItDid) {
  const ProcessedObject processed = process();
  const json document = told();
  EXPECT_EQ(document, processed.document);
  EXPECT_EQ(document["source"]["bucket"], "in");
  EXPECT_EQ(document["source"]["key"], "dog.jpg");
  EXPECT_EQ(document["source"]["versionId"], "v1");
  EXPECT_EQ(document["source"]["sequencer"], "05");
  EXPECT_EQ(document["source"]["etag"], "1");
  EXPECT_EQ(document["source"]["size"], 6);
  EXPECT_EQ(document["renditions"][0]["key"], "dog.jpg/thumb.webp");
  EXPECT_EQ(document["renditions"][0]["bytes"], std::string("thumb of pixels").size());
  EXPECT_EQ(document["labels"], fakes::ScriptedRecognition::dog()["Labels"]);
  EXPECT_EQ(document["labelsFrom"]["sent"], "s3Object");
  EXPECT_EQ(document["requestId"], "req-1");
  EXPECT_TRUE(document["refused"].empty());
}

TEST_F(ObjectPipelineTest, PassesTheOptionsOn) {
  config.max_labels = 3;
  config.min_confidence = 55;
  process();
  EXPECT_EQ(detector.last_options.max_labels, 3);
  EXPECT_DOUBLE_EQ(detector.last_options.min_confidence, 55);
}

TEST_F(ObjectPipelineTest, LogsALineALabel) {
  process();
  EXPECT_THAT(lines.all(), testing::HasSubstr("Dog"));
  EXPECT_THAT(lines.all(), testing::HasSubstr("98.12"));
  EXPECT_THAT(lines.all(), testing::HasSubstr("Animal"));
}

TEST_F(ObjectPipelineTest, CanDoWithoutLabels) {
  config.detectors.clear();
  process();
  EXPECT_TRUE(detector.questions.empty());
  EXPECT_FALSE(told().contains("labels"));
}

TEST_F(ObjectPipelineTest, CanDoWithoutRenditions) {
  config.renditions.clear();
  process();
  EXPECT_TRUE(told()["renditions"].empty());
  EXPECT_EQ(told()["labels"].size(), 2U);
}

TEST_F(ObjectPipelineTest, KeepsTheRenditionsWhenLabelsAreRefused) {
  detector.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidParameter", "not allowed")};
  const ProcessedObject processed = process();
  EXPECT_FALSE(processed.refusal);
  EXPECT_EQ(told()["renditions"].size(), 2U);
  EXPECT_FALSE(told().contains("labels"));
  EXPECT_EQ(told()["refused"], json::parse(R"([{"what":"labels",
      "type":"Rekognition.InvalidParameter","reason":"not allowed"}])"));
}

TEST_F(ObjectPipelineTest, FailsAfterTheRenditionsWhenLabelsAreWorthAnotherTry) {
  detector.answers = {Error(ErrorKind::Retry, "Service.Throttled", "slow down")};
  EXPECT_EQ(failure().type(), "Service.Throttled");
  detector.answers = {Error(ErrorKind::Reject, "Rekognition.AccessDenied", "not allowed")};
  EXPECT_EQ(failure().type(), "Rekognition.AccessDenied");
  EXPECT_TRUE(store.holds("out", "dog.jpg/thumb.webp"));
  EXPECT_FALSE(store.holds("out", "dog.jpg/metadata.json"));
}

TEST_F(ObjectPipelineTest, PublishesNothingOfACorruptImage) {
  images.failure = Error(ErrorKind::Reject, "Image.Corrupt", "truncated");
  const ProcessedObject processed = process();
  ASSERT_TRUE(processed.refusal);
  EXPECT_EQ(processed.refusal->type, "Image.Corrupt");
  EXPECT_THAT(written(), ElementsAre("dog.jpg/metadata.json"));
  EXPECT_FALSE(told().contains("labels"));
  EXPECT_EQ(told()["refused"][0]["what"], "image");
  EXPECT_EQ(told()["image"]["width"], 4000);
}

TEST_F(ObjectPipelineTest, RecordsWhatIsNoImage) {
  store.add("in", "note.jpg", "text");
  store.add("in", "empty.jpg", "");
  EXPECT_EQ(process("01", "note.jpg").refusal->type, "Image.Unsupported");
  EXPECT_EQ(process("01", "empty.jpg").refusal->type, "Image.Empty");
  EXPECT_FALSE(told("note.jpg").contains("image"));
  EXPECT_EQ(told("note.jpg")["source"]["size"], 4);
  EXPECT_TRUE(detector.questions.empty());
}

TEST_F(ObjectPipelineTest, RefusesABombBeforeAnythingIsDecodedOrAsked) {
  images.too_large = true;
  images.making = [] { ADD_FAILURE() << "decoded"; };
  EXPECT_EQ(process().refusal->type, "Image.TooLarge");
  EXPECT_TRUE(detector.questions.empty());
}

TEST_F(ObjectPipelineTest, ChecksTheBudgetForTheLargestRendition) {
  process();
  const Size largest = images.checked.front().size;
  EXPECT_EQ(largest.width, 1600);
}

TEST_F(ObjectPipelineTest, ChecksTheBudgetOfTheTimeThatIsLeftAndOfTheWhole) {
  config.memory_mb = 1769;
  config.cpu_follows_memory = true;
  scope.begun = clock.time - std::chrono::seconds(20);
  process();
  const DecodeTime& time = images.budgets.front().time;
  EXPECT_EQ(time.remaining, std::chrono::seconds(10));
  EXPECT_EQ(time.whole, std::chrono::seconds(30));
  EXPECT_DOUBLE_EQ(time.processors, 1);
}

TEST_F(ObjectPipelineTest, RefusesAnObjectThatIsTooLargeToHold) {
  config.max_image_mb = 0;
  EXPECT_EQ(process().refusal->type, "Object.TooLarge");
  EXPECT_TRUE(store.holds("out", "dog.jpg/metadata.json"));
}

TEST_F(ObjectPipelineTest, TellsNothingOfAnObjectThatIsGone) {
  EXPECT_EQ(failure("05", "gone.jpg").type(), "Object.NotFound");
  EXPECT_TRUE(written().empty());
}

TEST_F(ObjectPipelineTest, RefusesItsOwnOutputByItsMark) {
  store.add("in", "dog.jpg", "pixels", {{"shrike-output", "rendition"}});
  EXPECT_EQ(failure().type(), "Event.OwnOutput");
  EXPECT_TRUE(written().empty());
}

TEST_F(ObjectPipelineTest, LeavesTheBytesOfADuplicate) {
  process("05");
  const auto before = store.objects;
  clock.time += std::chrono::seconds(1);
  process("05");
  ASSERT_EQ(store.objects.size(), before.size());
  for (const auto& [name, object] : before) {
    EXPECT_EQ(store.objects.at(name).bytes, object.bytes);
    EXPECT_EQ(store.objects.at(name).info.etag, object.info.etag);
  }
}

TEST_F(ObjectPipelineTest, LeavesTheOutputsOfALaterEvent) {
  process("06");
  const std::string thumb = store.bytes("out", "dog.jpg/thumb.webp");
  const json document = told();
  store.add("in", "dog.jpg", "older pixels");
  EXPECT_EQ(failure("05").type(), "Event.Outdated");
  EXPECT_EQ(store.bytes("out", "dog.jpg/thumb.webp"), thumb);
  EXPECT_EQ(told(), document);
}

TEST_F(ObjectPipelineTest, ReplacesTheOutputsOfAnEarlierEvent) {
  process("05");
  store.add("in", "dog.jpg", "newer pixels");
  process("06");
  EXPECT_EQ(store.bytes("out", "dog.jpg/thumb.webp"), "thumb of newer pixels");
  EXPECT_EQ(told()["source"]["sequencer"], "06");
}

TEST_F(ObjectPipelineTest, LeavesNoRenditionsOfTheImageThatARefusedOneReplaced) {
  process("05");
  upload("text");
  process("06");
  EXPECT_FALSE(store.holds("out", "dog.jpg/thumb.webp"));
  EXPECT_EQ(told()["refused"][0]["type"], "Image.Unsupported");
}

TEST_F(ObjectPipelineTest, TakesItsRenditionsBackWhenARefusedImageHasReplacedItMeanwhile) {
  images.making = [&] {
    images.making = nullptr;
    upload("text");
    process("06");
  };
  EXPECT_EQ(failure("05").type(), "Event.Outdated");
  EXPECT_FALSE(store.holds("out", "dog.jpg/thumb.webp"));
}

TEST_F(ObjectPipelineTest, ReplacesOutputsWithoutASequencerOfItsOwn) {
  process("05");
  store.add("in", "dog.jpg", "newer pixels");
  process("");
  EXPECT_EQ(store.bytes("out", "dog.jpg/thumb.webp"), "thumb of newer pixels");
  EXPECT_EQ(told()["source"]["sequencer"], "05");
  EXPECT_EQ(failure("04").type(), "Event.Outdated");
}

TEST_F(ObjectPipelineTest, LosesToAnEventThatComesWhileItRunsWithoutASequencer) {
  process("05");
  images.making = [&] {
    images.making = nullptr;
    process("06");
  };
  config.detectors.clear();
  EXPECT_EQ(failure("").type(), "Event.Outdated");
  EXPECT_EQ(told()["source"]["sequencer"], "06");
}

TEST_F(ObjectPipelineTest, StopsAtTheDeadline) {
  scope.deadline = clock.time;
  const Error error = failure();
  EXPECT_EQ(error.type(), "Function.DeadlineExceeded");
  EXPECT_TRUE(error.retryable());
  EXPECT_TRUE(store.journal.empty());
}

TEST_F(ObjectPipelineTest, WritesNothingMoreOnceTheDeadlineIsOver) {
  images.making = [&] { clock.time = scope.deadline; };
  config.detectors.clear();
  EXPECT_EQ(failure().type(), "Function.DeadlineExceeded");
  EXPECT_TRUE(written().empty());
}

TEST_F(ObjectPipelineTest, TakesKeysThatAreNotUtf8) {
  const std::string key = "caf\xE9.jpg";
  store.add("in", key, "pixels");
  process("05", key);
  const json document = told(key);
  EXPECT_EQ(document["source"]["key"], "caf\xEF\xBF\xBD.jpg");
  EXPECT_EQ(document["source"]["keyPercentEncoded"], "caf%E9.jpg");
  EXPECT_EQ(std::get<std::string>(detector.asked_for(Detector::Labels).at(0)),
            "for-detection of pixels");
}

TEST_F(ObjectPipelineTest, PutsThePrefixBeforeEveryOutput) {
  config.output_prefix = "made/";
  process();
  for (const std::string& key : written()) EXPECT_TRUE(key.starts_with("made/dog.jpg/")) << key;
}

TEST_F(ObjectPipelineTest, TellsWhatEachDetectorFoundAndWhichWasRefused) {
  config.detectors = {Detector::Labels, Detector::Faces, Detector::Text, Detector::Moderation};
  detector.answers_by.at(Detector::Text) = {
      Error(ErrorKind::Reject, "Rekognition.InvalidParameter", "not allowed")};
  process();
  const json document = told();
  EXPECT_EQ(document["faces"], fakes::ScriptedRecognition::face()["FaceDetails"]);
  EXPECT_EQ(document["facesFrom"]["coordinateSpace"], "upright");
  EXPECT_FALSE(document["facesFrom"].contains("modelVersion"));
  EXPECT_EQ(document["moderation"], json::array());
  EXPECT_EQ(document["moderationFrom"]["modelVersion"], "7.0");
  EXPECT_FALSE(document.contains("text") || document.contains("textFrom"));
  EXPECT_EQ(document["refused"][0]["what"], "text");
  for (const char* name : {"labels", "faces", "text", "moderation"}) {
    EXPECT_TRUE(document["timings"].contains(name)) << name;
  }
}

}  // namespace
}  // namespace shrike
