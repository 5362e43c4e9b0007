#include "handlers/pipeline/look_and_make.h"

#include <barrier>
#include <cstddef>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/pipeline/object_pipeline_fixture.h"

namespace shrike {
namespace {

using testing::ElementsAre;

/// A JPEG as far as its markers go: half of it is more than its header.
const std::string kMarkedJpeg =
    std::string("\xFF\xD8\xFF\xDA\x00\x08\x01\x01\x00\x00\x3F\x00", 12) + std::string(100, 'x');

/// Puts of renditions wait until so many are under way.
class MeetingStore final : public ObjectStore {
 public:
  MeetingStore(ObjectStore& store, std::ptrdiff_t puts) : store_(store), all_there_(puts) {}

  ObjectInfo get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                 const ObjectSink& sink) override {
    return store_.get(object, limit, scope, sink);
  }
  [[nodiscard]] ObjectInfo head(const ObjectRef& object, const CallScope& scope) override {
    return store_.head(object, scope);
  }
  ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                 const PutOptions& options, const CallScope& scope) override {
    if (options.metadata.at("shrike-output") == "rendition") all_there_.arrive_and_wait();
    return store_.put(bucket, key, body, options, scope);
  }
  [[nodiscard]] ListedPage list(const BucketName& bucket, std::string_view prefix,
                                const std::string& continuation, const CallScope& scope) override {
    return store_.list(bucket, prefix, continuation, scope);
  }
  void remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
              const CallScope& scope) override {
    store_.remove(bucket, key, if_match, scope);
  }

 private:
  ObjectStore& store_;
  std::barrier<> all_there_;
};

class LookAndMakeTest : public ObjectPipelineTest {};

TEST_F(LookAndMakeTest, PutsTheRenditionsAtTheSameTime) {
  // One after the other, they would wait for ever.
  MeetingStore meeting(store, 2);
  const ObjectPipeline pipeline(config, {meeting, detector, images, clock, logger}, topic, table);
  (void)pipeline.process({{BucketName("in"), ObjectKey("dog.jpg"), VersionId("v1")}, "05", {}, {}},
                         scope, "req-1");
  EXPECT_EQ(told()["renditions"][0]["name"], "thumb");
  EXPECT_EQ(told()["renditions"][1]["name"], "preview");
}

TEST_F(LookAndMakeTest, LooksAsSoonAsTheHeaderIsThere) {
  upload(kMarkedJpeg);
  // It would wait for ever if it looked after the download.
  std::promise<void> looking;
  detector.during = [&] { looking.set_value(); };
  store.half_way = [&] { looking.get_future().wait(); };
  process();
  EXPECT_EQ(told()["labels"][0]["Name"], "Dog");
  EXPECT_EQ(told()["labelsFrom"]["bytes"], kMarkedJpeg.size());
  EXPECT_EQ(detector.questions.size(), 1U);
}

TEST_F(LookAndMakeTest, EndsALookThatWaitsForAnImageThatDoesNotCome) {
  upload(kMarkedJpeg);
  detector.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidS3Object", "unable to get it"),
                      fakes::ScriptedRecognition::dog()};
  store.half_way = [] { throw Error(ErrorKind::Retry, "Service.Unavailable", "it broke off"); };
  EXPECT_EQ(failure().type(), "Service.Unavailable");
  EXPECT_EQ(images.detection_jpegs, 0);
}

TEST_F(LookAndMakeTest, SendsAJpegOfAnImageThatItLookedAtTooEarly) {
  upload(kMarkedJpeg);
  detector.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidImageFormat", "a rare JPEG"),
                      fakes::ScriptedRecognition::dog()};
  process();
  EXPECT_EQ(told()["labelsFrom"]["sent"], "bytes");
  EXPECT_EQ(images.detection_jpegs, 1);
}

TEST_F(LookAndMakeTest, MakesTheJpegForTheDetectorsFromTheDecodeOfTheRenditions) {
  images.facts.format = Format::Webp;
  process();
  EXPECT_THAT(detector.asked_for(Detector::Labels),
              ElementsAre(fakes::ScriptedRecognition::Asked("for-detection of pixels")));
  EXPECT_EQ(images.detection_jpegs, 0);
  EXPECT_EQ(told()["renditions"].size(), 2U);
  EXPECT_EQ(written().size(), 3U);
}

TEST_F(LookAndMakeTest, MakesTheJpegForTheDetectorsByItselfWhereAnAnimationIsKept) {
  images.facts.format = Format::Webp;
  images.facts.pages = 3;
  config.renditions.front().animated = true;
  process();
  EXPECT_EQ(images.detection_jpegs, 1);
}

TEST_F(LookAndMakeTest, AsksNothingAboutAnImageWhoseHeaderSaysThatItIsRefused) {
  upload(kMarkedJpeg);
  images.too_large = true;
  process();
  EXPECT_TRUE(detector.questions.empty());
  EXPECT_EQ(told()["refused"][0]["type"], "Image.TooLarge");
}

TEST_F(LookAndMakeTest, DropsWhatItSawOfAnImageThatTurnsOutToBeCorrupt) {
  upload(kMarkedJpeg);
  images.failure = Error(ErrorKind::Reject, "Image.Corrupt", "cut short");
  process();
  EXPECT_EQ(detector.questions.size(), 1U);
  EXPECT_FALSE(told().contains("labels"));
}

TEST_F(LookAndMakeTest, LooksAndMakesAtTheSameTime) {
  // Each waits for the other: one after the other, they would wait for ever.
  std::promise<void> looking;
  std::promise<void> making;
  detector.during = [&] {
    looking.set_value();
    making.get_future().wait();
  };
  images.making = [&] {
    making.set_value();
    looking.get_future().wait();
  };
  process();
  EXPECT_EQ(told()["renditions"].size(), 2U);
}

TEST_F(LookAndMakeTest, LooksAfterMakingWhenMemoryIsShort) {
  images.estimate = std::uint64_t{1} << 62U;
  bool made = false;
  bool looked_after = false;
  images.making = [&] { made = true; };
  detector.during = [&] { looked_after = made; };
  process();
  EXPECT_TRUE(looked_after);
}

TEST_F(LookAndMakeTest, BesideOtherRecordsDecodesForTheLookOnceTheRenditionsAreMade) {
  // Else a record's renditions could wait for the memory that its look keeps, and each of a batch.
  MemoryGate gate(512);
  detector.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidS3Object", "unable to get it"),
                      fakes::ScriptedRecognition::dog()};
  std::promise<void> refused;
  detector.during = [&, once = true]() mutable {
    if (std::exchange(once, false)) refused.set_value();
  };
  images.making = [&] {
    refused.get_future().wait();
    for (int i = 0; i < 10'000; ++i) std::this_thread::yield();  // what could run would
    EXPECT_EQ(images.detection_jpegs, 0);
  };
  (void)pipeline().process(
      {{BucketName("in"), ObjectKey("dog.jpg"), VersionId("v1")}, "05", {}, {}, RecordMemory(gate)},
      scope, "req-1");
  EXPECT_EQ(images.detection_jpegs, 1);
  EXPECT_EQ(told()["labels"][0]["Name"], "Dog");
  EXPECT_EQ(told()["renditions"].size(), 2U);
}

}  // namespace
}  // namespace shrike
