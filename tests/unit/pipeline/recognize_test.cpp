#include "handlers/pipeline/recognize.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/modules/recognition.h"
#include "tests/unit/pipeline/entry_fakes.h"

namespace shrike {
namespace {

using fakes::created;
using nlohmann::json;

class Recognize : public testing::Test {
 protected:
  Recognize() {
    config.detectors = {Detector::Labels, Detector::Faces};
    world.store.add("uploads", "a.jpg", "pixels");
    world.store.add("uploads", "note.txt", "text");
  }

  RecordResult handle(const S3Record& record) {
    RecognizeHandler handler(config, world.services());
    return handler.handle(record, world.scope());
  }

  std::string failure(const S3Record& record) {
    RecognizeHandler handler(config, world.services());
    return fakes::failure_of(handler, record, world.scope());
  }

  Config config;
  fakes::ScriptedRecognition recognition;
  fakes::HandlerWorld world{recognition};
};

TEST_F(Recognize, HandsOnWhatItSees) {
  const RecordResult result = handle(created("a.jpg", "05", "v1"));
  EXPECT_EQ(result.document["bucket"], "uploads");
  EXPECT_EQ(result.document["version"], "v1");
  EXPECT_EQ(result.document["sequencer"], "05");
  EXPECT_EQ(result.document["size"], 6);
  EXPECT_EQ(result.document["image"]["width"], 4000);
  EXPECT_EQ(result.document["labels"].size(), 2U);
  EXPECT_EQ(result.document["faces"].size(), 1U);
  EXPECT_EQ(result.document["modelVersions"]["labels"], "3.0");
  EXPECT_EQ(result.document["refused"], json::array());
  EXPECT_EQ(result.summary, json::parse(R"({"bucket":"uploads","key":"a.jpg","versionId":"v1",
                "status":"processed","labels":2,"faces":1})"));
  EXPECT_NO_THROW((void)read_recognition(result.document));
}

TEST_F(Recognize, StoresNothing) {
  handle(created("a.jpg", "05"));
  EXPECT_EQ(world.store.journal, std::vector<std::string>{"get a.jpg"});
}

TEST_F(Recognize, ThrowsWhatAWorkflowCatches) {
  EXPECT_EQ(failure(created("note.txt", "05")), "Image.Unsupported");
  EXPECT_EQ(failure(created("gone.jpg", "05")), "Object.NotFound");
  world.store.add("uploads", "made.jpg", "pixels", {{"shrike-output", "rendition"}});
  EXPECT_EQ(failure(created("made.jpg", "05")), "Event.OwnOutput");
  recognition.answers = {Error(ErrorKind::Retry, "Service.Throttled", "slow down")};
  EXPECT_EQ(failure(created("a.jpg", "05")), "Service.Throttled");
}

TEST_F(Recognize, ThrowsWhenTheImageItselfCannotBeLookedAt) {
  const Error corrupt(ErrorKind::Reject, "Image.Corrupt", "it ends early");
  recognition.answers_by.at(Detector::Labels) = {corrupt};
  recognition.answers_by.at(Detector::Faces) = {corrupt};
  EXPECT_EQ(failure(created("a.jpg", "05")), "Image.Corrupt");
}

TEST_F(Recognize, SaysWhatOneDetectorWasRefused) {
  recognition.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidParameter", "no permission")};
  const json document = handle(created("a.jpg", "05")).document;
  EXPECT_FALSE(document.contains("labels"));
  EXPECT_EQ(document["faces"].size(), 1U);
  EXPECT_EQ(document["refused"][0]["what"], "labels");
}

TEST_F(Recognize, AcknowledgesRemovals) {
  EXPECT_EQ(handle(fakes::removed("a.jpg", "06")).summary["status"], "acknowledged");
  EXPECT_TRUE(world.store.journal.empty());
}

}  // namespace
}  // namespace shrike
