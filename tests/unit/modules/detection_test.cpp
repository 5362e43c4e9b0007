#include "handlers/modules/detection.h"

#include <algorithm>
#include <atomic>
#include <latch>
#include <set>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DetectionTest : public testing::Test {
 protected:
  DetectionTest() {
    source.object = {BucketName("in"), ObjectKey("dog.jpg"), VersionId("v1")};
    source.bytes = "pixels";
    source.facts.width = source.facts.stored_width = 4000;
    source.facts.height = source.facts.stored_height = 3000;
    source.budget.memory_bytes = std::uint64_t{1} << 30U;
    options.detectors.assign(kDetectors.begin(), kDetectors.end());
  }

  Sight look() { return detect(source, options, images, recognition, clock, {}); }

  std::string type_of_failure() {
    try {
      (void)look();
      return "none";
    } catch (const Error& error) {
      return error.type();
    }
  }

  void fail(Detector detector, ErrorKind kind, const std::string& type) {
    recognition.answers_by.at(detector) = {Error(kind, type, "no")};
  }

  std::string logged(const Sight& sight) {
    log_sight(logger, source.object, sight);
    return lines.all();
  }

  SourceImage source;
  DetectionOptions options;
  fakes::ScriptedImages images;
  fakes::ScriptedRecognition recognition;
  fakes::StoppedClock clock;
  fakes::Lines lines;
  Logger logger{{LogFormat::Json, LogLevel::Info}, clock, lines.sink()};
};

TEST_F(DetectionTest, FindsWhatEachDetectorSaysUnchanged) {
  const Sight sight = look();
  EXPECT_EQ(sight.find(Detector::Labels)->found, fakes::ScriptedRecognition::dog()["Labels"]);
  EXPECT_EQ(sight.find(Detector::Labels)->model_version, "3.0");
  EXPECT_EQ(sight.find(Detector::Faces)->found, fakes::ScriptedRecognition::face()["FaceDetails"]);
  EXPECT_EQ(sight.find(Detector::Faces)->model_version, "");
  EXPECT_EQ(sight.find(Detector::Text)->found,
            fakes::ScriptedRecognition::sign()["TextDetections"]);
  EXPECT_TRUE(sight.find(Detector::Moderation)->found.empty());
  EXPECT_EQ(sight.find(Detector::Moderation)->model_version, "7.0");
  EXPECT_TRUE(sight.refused.empty());
  EXPECT_EQ(sight.timings.size(), 4U);
}

TEST_F(DetectionTest, AsksOnlyTheDetectorsThatAreWanted) {
  options.detectors = {Detector::Text};
  const Sight sight = look();
  EXPECT_NE(sight.find(Detector::Text), nullptr);
  EXPECT_EQ(sight.find(Detector::Labels), nullptr);
  EXPECT_EQ(recognition.questions.size(), 1U);
}

TEST_F(DetectionTest, IsNothingWithoutDetectors) {
  options.detectors.clear();
  const Sight sight = look();
  EXPECT_TRUE(sight.found.empty() && sight.refused.empty() && sight.timings.empty());
}

TEST_F(DetectionTest, PassesTheOptionsOn) {
  options.max_labels = 3;
  options.min_confidence = 55;
  (void)look();
  EXPECT_EQ(recognition.last_options.max_labels, 3);
  EXPECT_DOUBLE_EQ(recognition.last_options.min_confidence, 55);
  EXPECT_DOUBLE_EQ(recognition.last_moderation_confidence, 55);
}

TEST_F(DetectionTest, AsksAllAtTheSameTime) {
  // Each waits for the others: one after the other, they would wait for ever.
  std::latch all(4);
  recognition.during_any = [&](Detector) { all.arrive_and_wait(); };
  EXPECT_EQ(look().found.size(), 4U);
}

TEST_F(DetectionTest, AsksOneAfterTheOtherWhenMemoryIsShort) {
  source.budget.memory_bytes = detection_memory(source.facts, 4, images) - 1;
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  recognition.during_any = [&](Detector) {
    most = std::max(most.load(), ++at_once);
    --at_once;
  };
  std::set<std::thread::id> threads;
  recognition.during = [&] { threads.insert(std::this_thread::get_id()); };
  EXPECT_EQ(look().found.size(), 4U);
  EXPECT_EQ(most, 1);
  EXPECT_THAT(threads, ElementsAre(std::this_thread::get_id()));
}

TEST_F(DetectionTest, SharesOneJpeg) {
  source.facts.format = Format::Webp;
  const Sight sight = look();
  EXPECT_EQ(images.detection_jpegs, 1);
  for (const auto& [detector, detection] : sight.found) {
    EXPECT_EQ(detection.source.route, DetectionRoute::Bytes) << to_string(detector);
    EXPECT_EQ(detection.source.bytes, 14U);
  }
}

TEST_F(DetectionTest, TellsEachRefusalApartAndKeepsTheRest) {
  fail(Detector::Labels, ErrorKind::Reject, "Rekognition.InvalidS3Object");
  fail(Detector::Moderation, ErrorKind::Reject, "Rekognition.InvalidParameter");
  const Sight sight = look();
  ASSERT_EQ(sight.refused.size(), 2U);
  EXPECT_EQ(sight.refused[0].what, "labels");
  EXPECT_EQ(sight.refused[1].what, "moderation");
  EXPECT_NE(sight.find(Detector::Faces), nullptr);
  EXPECT_NE(sight.find(Detector::Text), nullptr);
}

TEST_F(DetectionTest, IsRefusedToEachDetectorWhenTheJpegCannotBeMade) {
  source.facts.format = Format::Webp;
  images.too_large = true;
  const Sight sight = look();
  EXPECT_TRUE(sight.found.empty());
  EXPECT_EQ(sight.refused.size(), 4U);
  for (const Refusal& refusal : sight.refused) EXPECT_EQ(refusal.type, "Image.TooLarge");
}

TEST_F(DetectionTest, FailsWhenNotTheImageIsToBlame) {
  for (const char* type : {"Rekognition.AccessDenied", "Rekognition.UnrecognizedClient",
                           "Rekognition.InvalidSignature", "Credentials.Missing"}) {
    fail(Detector::Labels, ErrorKind::Reject, type);
    EXPECT_EQ(type_of_failure(), type);
  }
}

TEST_F(DetectionTest, FailsAfterAllHaveEndedWhenOneIsWorthAnotherTry) {
  fail(Detector::Labels, ErrorKind::Bug, "Detector.Broken");
  fail(Detector::Faces, ErrorKind::Retry, "Service.Throttled");
  EXPECT_EQ(type_of_failure(), "Service.Throttled");
  EXPECT_EQ(recognition.questions.size(), 4U);
}

TEST_F(DetectionTest, PassesOnWhatNobodyForesaw) {
  recognition.during_any = [](Detector detector) {
    if (detector == Detector::Text) throw std::bad_alloc();
  };
  EXPECT_THROW((void)look(), std::bad_alloc);
}

TEST_F(DetectionTest, TakesAnAnswerWithoutItsListForNone) {
  for (const char* answer :
       {"{}", R"({"Labels":null,"FaceDetails":{}})",
        R"({"Labels":7,"FaceDetails":"x","TextDetections":true,"LabelModelVersion":[]})"}) {
    for (auto& [detector, answers] : recognition.answers_by) {
      answers = {nlohmann::json::parse(answer)};
    }
    for (const auto& [detector, detection] : look().found) {
      EXPECT_EQ(detection.found, nlohmann::json::array());
      EXPECT_EQ(detection.model_version, "");
    }
  }
}

TEST_F(DetectionTest, IsLoggedALineAFinding) {
  recognition.answers_by.at(Detector::Moderation) = {nlohmann::json::parse(
      R"({"ModerationLabels":[{"Name":"Wine","ParentName":"Alcohol","Confidence":91.236}]})")};
  const std::string log = logged(look());
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 5) << log;
  EXPECT_THAT(log, HasSubstr(R"("name":"Dog")"));
  EXPECT_THAT(log, HasSubstr(R"("confidence":98.12)"));
  EXPECT_THAT(log, HasSubstr(R"("place":"left 25% top 10% width 20% height 30%")"));
  EXPECT_THAT(log, HasSubstr(R"("age":"24-32")"));
  EXPECT_THAT(log, HasSubstr(R"("gender":"Female")"));
  EXPECT_THAT(log, HasSubstr(R"("emotion":"HAPPY")"));
  EXPECT_THAT(log, HasSubstr(R"("text":"NO ENTRY")"));
  EXPECT_THAT(log, HasSubstr(R"("parent":"Alcohol")"));
  EXPECT_THAT(log, HasSubstr(R"("confidence":91.24)"));
}

TEST_F(DetectionTest, IsLoggedWhateverTheFindingsAre) {
  Sight sight;
  for (const Detector detector : kDetectors) {
    sight.found[detector].found = nlohmann::json::parse(
        R"([7, null, "x", [], {}, {"Name":{"a":1},"Confidence":"x","Type":"LINE","AgeRange":3,
            "BoundingBox":[],"Emotions":{"a":"b"},"Gender":null,"DetectedText":"a\nERROR forged"}])");
  }
  const std::string log = logged(sight);
  EXPECT_EQ(log.find("\nERROR"), std::string::npos);
  EXPECT_THAT(log, HasSubstr(R"(a\nERROR forged)"));
}

TEST_F(DetectionTest, IsLoggedWithItsRefusalsAndFallbacks) {
  fail(Detector::Labels, ErrorKind::Reject, "Rekognition.InvalidParameter");
  recognition.answers_by.at(Detector::Faces) = {
      Error(ErrorKind::Reject, "Rekognition.InvalidS3Object", "another region"),
      fakes::ScriptedRecognition::face()};
  const std::string log = logged(look());
  EXPECT_THAT(log, HasSubstr("Rekognition.InvalidParameter"));
  EXPECT_THAT(log, HasSubstr("another region"));
}

}  // namespace
}  // namespace shrike
