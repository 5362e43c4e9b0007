#include "handlers/modules/labels.h"

#include <functional>
#include <string>

#include <gmock/gmock.h>
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
  LabelsRoute route;
};

class LabelsRouteTable : public testing::TestWithParam<Row> {};

TEST_P(LabelsRouteTable, IsChosenByContentAndLimits) {
  SourceImage source = photograph();
  GetParam().change(source);
  EXPECT_EQ(choose_labels_route(source), GetParam().route);
}

INSTANTIATE_TEST_SUITE_P(
    Routes, LabelsRouteTable,
    testing::Values(
        Row{"Jpeg", [](SourceImage&) {}, LabelsRoute::S3Object},
        Row{"Png", [](SourceImage& s) { s.facts.format = Format::Png; }, LabelsRoute::S3Object},
        Row{"Webp", [](SourceImage& s) { s.facts.format = Format::Webp; }, LabelsRoute::Bytes},
        Row{"Gif", [](SourceImage& s) { s.facts.format = Format::Gif; }, LabelsRoute::Bytes},
        Row{"Tiff", [](SourceImage& s) { s.facts.format = Format::Tiff; }, LabelsRoute::Bytes},
        Row{"Avif", [](SourceImage& s) { s.facts.format = Format::Avif; }, LabelsRoute::Bytes},
        Row{"TurnedJpeg", [](SourceImage& s) { s.facts.orientation = 6; }, LabelsRoute::S3Object},
        Row{"TurnedPng",
            [](SourceImage& s) {
              s.facts.format = Format::Png;
              s.facts.orientation = 6;
            },
            LabelsRoute::Bytes},
        Row{"FifteenMegabytes", [](SourceImage& s) { s.bytes.resize(15'728'640); },
            LabelsRoute::S3Object},
        Row{"OverFifteenMegabytes", [](SourceImage& s) { s.bytes.resize(15'728'641); },
            LabelsRoute::Bytes},
        Row{"LargestSide", [](SourceImage& s) { set_size(s, 10'000, 5000); },
            LabelsRoute::S3Object},
        Row{"OverLargestSide", [](SourceImage& s) { set_size(s, 10'800, 5400); },
            LabelsRoute::Bytes},
        Row{"SmallestSide", [](SourceImage& s) { set_size(s, 80, 400); }, LabelsRoute::S3Object},
        Row{"KeyIsNotUtf8", [](SourceImage& s) { s.object.key = ObjectKey("\xFF.jpg"); },
            LabelsRoute::Bytes}),
    [](const auto& row) { return row.param.name; });

class LabelsTest : public testing::Test {
 protected:
  Labels detect() { return detect_labels(source, {}, images, detector, {}); }

  std::string type_of_failure() {
    try {
      (void)detect();
      return "none";
    } catch (const Error& error) {
      return error.type();
    }
  }

  SourceImage source = photograph();
  fakes::ScriptedImages images;
  fakes::ScriptedRecognition detector;
};

TEST_F(LabelsTest, PassTheVersionOfTheObject) {
  const Labels labels = detect();
  EXPECT_EQ(std::get<ObjectRef>(detector.asked.at(0)), source.object);
  EXPECT_EQ(labels.route, LabelsRoute::S3Object);
  EXPECT_EQ(labels.bytes, 6U);
  EXPECT_EQ(labels.model_version, "3.0");
  EXPECT_EQ(labels.labels.size(), 2U);
}

TEST_F(LabelsTest, SendAJpegOfOurOwnWithinTheLimit) {
  source.facts.format = Format::Webp;
  const Labels labels = detect();
  EXPECT_EQ(std::get<std::string>(detector.asked.at(0)), "jpeg of pixels");
  EXPECT_EQ(labels.route, LabelsRoute::Bytes);
  EXPECT_EQ(labels.bytes, std::string("jpeg of pixels").size());
  EXPECT_EQ(images.detection_limits.second, 5'242'880U);
}

TEST_F(LabelsTest, KeepTheJpegWithinTheDecodeBudget) {
  source.facts.format = Format::Webp;
  images.too_large = true;
  EXPECT_EQ(type_of_failure(), "Image.TooLarge");
  EXPECT_TRUE(detector.asked.empty());
}

TEST_F(LabelsTest, FallBackToBytesOnceWhenTheObjectCannotBeRead) {
  for (const char* type : {"Rekognition.InvalidS3Object", "Rekognition.InvalidImageFormat",
                           "Rekognition.ImageTooLarge"}) {
    detector.asked.clear();
    detector.answers = {Error(ErrorKind::Reject, type, "unable to get it"),
                        fakes::ScriptedRecognition::dog()};
    const Labels labels = detect();
    EXPECT_EQ(detector.asked.size(), 2U);
    EXPECT_EQ(labels.route, LabelsRoute::Bytes);
    ASSERT_TRUE(labels.fallback);
    EXPECT_EQ(labels.fallback->type, type);
  }
}

TEST_F(LabelsTest, FallBackNoFurtherThanOnce) {
  detector.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidImageFormat", "no")};
  EXPECT_EQ(type_of_failure(), "Rekognition.InvalidImageFormat");
  EXPECT_EQ(detector.asked.size(), 2U);
}

TEST_F(LabelsTest, PassOtherFailuresOn) {
  for (const char* type : {"Rekognition.AccessDenied", "Service.Throttled"}) {
    detector.asked.clear();
    detector.answers = {Error(ErrorKind::Retry, type, "no")};
    EXPECT_EQ(type_of_failure(), type);
    EXPECT_EQ(detector.asked.size(), 1U);
  }
}

TEST_F(LabelsTest, DoNotAskAboutAnImageThatIsTooSmall) {
  set_size(source, 79, 4000);
  EXPECT_EQ(type_of_failure(), "Image.TooSmall");
  EXPECT_TRUE(detector.asked.empty());
}

TEST_F(LabelsTest, TakeAnAnswerWithoutLabelsForNone) {
  for (const char* answer :
       {"{}", R"({"Labels":null})", R"({"Labels":7,"LabelModelVersion":[]})"}) {
    detector.answers = {nlohmann::json::parse(answer)};
    EXPECT_TRUE(detect().labels.empty());
  }
}

TEST_F(LabelsTest, AreLoggedALineEach) {
  fakes::StoppedClock clock;
  fakes::Lines lines;
  Logger logger({LogFormat::Json, LogLevel::Info}, clock, lines.sink());
  Labels labels = detect();
  labels.labels.push_back("not an object");
  labels.labels.push_back({{"Confidence", "not a number"}});
  log_labels(logger, source.object, labels);
  EXPECT_THAT(lines.all(), testing::HasSubstr(R"("name":"Dog")"));
  EXPECT_THAT(lines.all(), testing::HasSubstr(R"("confidence":98.12)"));
}

}  // namespace
}  // namespace shrike
