#include "handlers/modules/detection_input.h"

#include <functional>
#include <future>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

SourceImage photograph() {
  SourceImage source;
  source.object = {BucketName("in"), ObjectKey("dog.jpg"), VersionId("v1")};
  source.bytes = "pixels";
  source.facts.width = source.facts.stored_width = 4000;
  source.facts.height = source.facts.stored_height = 3000;
  return source;
}

void set_size(SourceImage& source, int width, int height) {
  source.facts.width = source.facts.stored_width = width;
  source.facts.height = source.facts.stored_height = height;
}

struct Row {
  const char* name;
  std::function<void(SourceImage&)> change;
  DetectionRoute route;
};

class DetectionRouteTable : public testing::TestWithParam<Row> {};

TEST_P(DetectionRouteTable, IsChosenByContentAndLimits) {
  SourceImage source = photograph();
  GetParam().change(source);
  EXPECT_EQ(choose_detection_route(subject_of(source)), GetParam().route);
}

INSTANTIATE_TEST_SUITE_P(
    Routes, DetectionRouteTable,
    testing::Values(
        Row{"Jpeg", [](SourceImage&) {}, DetectionRoute::S3Object},
        Row{"Png", [](SourceImage& s) { s.facts.format = Format::Png; }, DetectionRoute::S3Object},
        Row{"Webp", [](SourceImage& s) { s.facts.format = Format::Webp; }, DetectionRoute::Bytes},
        Row{"Gif", [](SourceImage& s) { s.facts.format = Format::Gif; }, DetectionRoute::Bytes},
        Row{"Tiff", [](SourceImage& s) { s.facts.format = Format::Tiff; }, DetectionRoute::Bytes},
        Row{"Avif", [](SourceImage& s) { s.facts.format = Format::Avif; }, DetectionRoute::Bytes},
        Row{"TurnedJpeg", [](SourceImage& s) { s.facts.orientation = 6; },
            DetectionRoute::S3Object},
        Row{"TurnedPng",
            [](SourceImage& s) {
              s.facts.format = Format::Png;
              s.facts.orientation = 6;
            },
            DetectionRoute::Bytes},
        Row{"FifteenMegabytes", [](SourceImage& s) { s.bytes.resize(15'728'640); },
            DetectionRoute::S3Object},
        Row{"OverFifteenMegabytes", [](SourceImage& s) { s.bytes.resize(15'728'641); },
            DetectionRoute::Bytes},
        Row{"LargestSide", [](SourceImage& s) { set_size(s, 10'000, 5000); },
            DetectionRoute::S3Object},
        Row{"OverLargestSide", [](SourceImage& s) { set_size(s, 10'800, 5400); },
            DetectionRoute::Bytes},
        Row{"SmallestSide", [](SourceImage& s) { set_size(s, 80, 400); }, DetectionRoute::S3Object},
        Row{"KeyIsNotUtf8", [](SourceImage& s) { s.object.key = ObjectKey("\xFF.jpg"); },
            DetectionRoute::Bytes}),
    [](const auto& row) { return row.param.name; });

class DetectionInputTest : public testing::Test {
 protected:
  DetectionAnswer put(const DetectionInput& input) {
    return input.put([&](const RekognitionImage& image) -> nlohmann::json {
      return recognition.detect_labels(image, {}, {});
    });
  }
  DetectionAnswer put() { return put(DetectionInput(subject_of(source), maker())); }

  std::function<std::string()> maker() {
    return [this] { return make_jpeg_for_detection(source, images); };
  }

  std::string type_of_failure() {
    try {
      (void)put();
      return "none";
    } catch (const Error& error) {
      return error.type();
    }
  }

  [[nodiscard]] auto asked() const { return recognition.asked_for(Detector::Labels); }

  SourceImage source = photograph();
  fakes::ScriptedImages images;
  fakes::ScriptedRecognition recognition;
};

TEST_F(DetectionInputTest, PassesTheVersionOfTheObject) {
  const auto [answer, origin] = put();
  EXPECT_EQ(std::get<ObjectRef>(asked().at(0)), source.object);
  EXPECT_EQ(origin.route, DetectionRoute::S3Object);
  EXPECT_EQ(origin.bytes, 6U);
  EXPECT_FALSE(origin.fallback);
  EXPECT_EQ(answer, fakes::ScriptedRecognition::dog());
  EXPECT_EQ(images.detection_jpegs, 0);
}

TEST_F(DetectionInputTest, SendsAJpegOfOurOwnWithinTheLimit) {
  source.facts.format = Format::Webp;
  const auto [answer, origin] = put();
  EXPECT_EQ(std::get<std::string>(asked().at(0)), "jpeg of pixels");
  EXPECT_EQ(origin.route, DetectionRoute::Bytes);
  EXPECT_EQ(origin.bytes, std::string("jpeg of pixels").size());
  EXPECT_EQ(images.detection_limits, std::pair(1600, std::size_t{5'242'880}));
}

TEST_F(DetectionInputTest, KeepsTheJpegWithinTheDecodeBudget) {
  source.facts.format = Format::Webp;
  images.too_large = true;
  EXPECT_EQ(type_of_failure(), "Image.TooLarge");
  EXPECT_TRUE(asked().empty());
  EXPECT_EQ(images.detection_jpegs, 0);
}

TEST_F(DetectionInputTest, FallsBackToBytesOnceWhenTheObjectCannotBeRead) {
  for (const char* type : {"Rekognition.InvalidS3Object", "Rekognition.InvalidImageFormat",
                           "Rekognition.ImageTooLarge"}) {
    recognition.questions.clear();
    recognition.answers = {Error(ErrorKind::Reject, type, "unable to get it"),
                           fakes::ScriptedRecognition::dog()};
    const auto [answer, origin] = put();
    EXPECT_EQ(asked().size(), 2U);
    EXPECT_EQ(origin.route, DetectionRoute::Bytes);
    ASSERT_TRUE(origin.fallback);
    EXPECT_EQ(origin.fallback->type, type);
  }
}

TEST_F(DetectionInputTest, FallsBackNoFurtherThanOnce) {
  recognition.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidImageFormat", "no")};
  EXPECT_EQ(type_of_failure(), "Rekognition.InvalidImageFormat");
  EXPECT_EQ(asked().size(), 2U);
}

TEST_F(DetectionInputTest, PassesOtherFailuresOn) {
  for (const char* type : {"Rekognition.AccessDenied", "Service.Throttled"}) {
    recognition.questions.clear();
    recognition.answers = {Error(ErrorKind::Retry, type, "no")};
    EXPECT_EQ(type_of_failure(), type);
    EXPECT_EQ(asked().size(), 1U);
  }
}

TEST_F(DetectionInputTest, DoesNotAskAboutAnImageThatIsTooSmall) {
  set_size(source, 79, 4000);
  EXPECT_EQ(type_of_failure(), "Image.TooSmall");
  EXPECT_TRUE(asked().empty());
}

TEST_F(DetectionInputTest, MakesOneJpegForManyQuestionsAtTheSameTime) {
  source.facts.format = Format::Webp;
  const DetectionInput input(subject_of(source), maker());
  std::vector<std::future<DetectionAnswer>> answers;
  for (int question = 0; question < 8; ++question) {
    answers.push_back(std::async(std::launch::async, [&] { return put(input); }));
  }
  for (auto& answer : answers) EXPECT_EQ(answer.get().source.bytes, 14U);
  EXPECT_EQ(images.detection_jpegs, 1);
}

TEST_F(DetectionInputTest, TriesToMakeTheJpegOnlyOnce) {
  source.facts.format = Format::Webp;
  images.too_large = true;
  const DetectionInput input(subject_of(source), maker());
  EXPECT_THROW((void)put(input), Error);
  EXPECT_THROW((void)put(input), Error);
  EXPECT_EQ(images.checked.size(), 1U);
}

}  // namespace
}  // namespace shrike
