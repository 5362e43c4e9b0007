#include "handlers/modules/notify.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/modules/mail_text.h"
#include "handlers/modules/utf8.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class NotifyTest : public testing::Test {
 protected:
  NotifyTest() {
    report.object = {BucketName("photos"), ObjectKey("holiday/cat.jpg"), VersionId("v1")};
    report.size = 1024;
    report.facts.emplace();
    report.facts->width = 4000;
    report.facts->height = 3000;
    report.renditions = {
        {"thumb", ObjectKey("holiday/cat.jpg/thumb.webp"), Format::Webp, 320, 240, 1, 5000}};
    report.found = {
        {Detector::Labels, {fakes::ScriptedRecognition::dog()["Labels"], "3.0", {}}},
        {Detector::Faces, {fakes::ScriptedRecognition::face()["FaceDetails"], "", {}}},
        {Detector::Text, {fakes::ScriptedRecognition::sign()["TextDetections"], "3.0", {}}},
        {Detector::Moderation, {json::array(), "7.0", {}}}};
  }

  [[nodiscard]] Notification notification() const {
    return notification_of(report,
                           {BucketName("results"), ObjectKey("holiday/cat.jpg/metadata.json")},
                           "arn:aws:sns:eu-central-1:123456789012:images",
                           TimePoint(std::chrono::seconds(1'700'000'000)));
  }

  void flag() {
    report.found[Detector::Moderation].found =
        json::parse(R"([{"Name":"Wine","ParentName":"Alcohol","Confidence":91.236}])");
  }

  ImageReport report;
};

TEST_F(NotifyTest, SaysWhatAPersonWantsToRead) {
  report.refused = {{"text", "Rekognition.AccessDenied", "not allowed"}};
  EXPECT_EQ(notification().subject, "Image processed: holiday/cat.jpg");
  EXPECT_EQ(notification().message,
            "Image:       s3://photos/holiday/cat.jpg\n"
            "Version:     v1\n"
            "Processed:   2023-11-14 22:13:20 UTC\n"
            "Format:      jpeg, 4000 x 3000 pixels, 1024 bytes\n"
            "\n"
            "Labels:      Dog 98.1 %, Animal 98.1 %\n"
            "Faces:       1 (Female 24-32 HAPPY)\n"
            "Text:        NO ENTRY\n"
            "Moderation:  none\n"
            "Not done:    text: not allowed (Rekognition.AccessDenied)\n"
            "\n"
            "Renditions:\n"
            "  320 x 240  s3://results/holiday/cat.jpg/thumb.webp\n"
            "Metadata:\n"
            "  s3://results/holiday/cat.jpg/metadata.json\n");
}

TEST_F(NotifyTest, CanBeFilteredBy) {
  const Notification clean = notification();
  EXPECT_EQ(
      clean.attributes,
      (std::map<std::string, std::string>{
          {"status", "processed"}, {"bucket", "photos"}, {"faces", "1"}, {"moderation", "clean"}}));
  EXPECT_EQ(clean.lists,
            (std::map<std::string, std::vector<std::string>>{{"labels", {"Dog", "Animal"}}}));
  flag();
  EXPECT_EQ(notification().attributes.at("moderation"), "flagged");
  EXPECT_THAT(notification().lists.at("moderationLabels"), testing::ElementsAre("Wine"));
}

TEST_F(NotifyTest, SaysInTheSubjectWhatToReview) {
  flag();
  EXPECT_EQ(notification().subject, "Image to review: holiday/cat.jpg");
  EXPECT_THAT(notification().message, HasSubstr("Moderation:  Wine 91.2 %\n"));
}

TEST_F(NotifyTest, SaysInTheSubjectThatTheImageWasRefused) {
  report.found.clear();
  report.renditions.clear();
  report.facts.reset();
  report.refused = {{"image", "Image.Corrupt", "the file ends early"}};
  const Notification refused = notification();
  EXPECT_EQ(refused.subject, "Image refused: holiday/cat.jpg");
  EXPECT_EQ(refused.attributes.at("status"), "refused");
  EXPECT_THAT(refused.message, HasSubstr("image: the file ends early (Image.Corrupt)"));
  EXPECT_THAT(refused.message, HasSubstr("Renditions:\n  none\n"));
}

TEST_F(NotifyTest, HasASubjectThatSnsTakesWhateverTheKeyIs) {
  std::string long_key;
  while (long_key.size() < 1000) long_key += "日本";
  for (const auto& key : {long_key, std::string("a\r\nBcc: b\x01\x7f"), std::string("caf\xe9.jpg"),
                          std::string(1024, '\xff'), std::string(1, '\0')}) {
    report.object.key = ObjectKey(key);
    const Notification mail = notification();
    EXPECT_LT(character_count(mail.subject), 100U);
    EXPECT_TRUE(is_utf8(mail.subject));
    EXPECT_TRUE(is_utf8(mail.message));
    for (const char c : mail.subject) EXPECT_TRUE(c < 0 || (c >= ' ' && c != '\x7f')) << key;
  }
}

TEST_F(NotifyTest, HoldsWithinLimitsWhateverWasFound) {
  json many = json::array();
  for (int count = 0; count < 1000; ++count) {
    many.push_back({{"Name", std::string(10'000, 'x') + "\n"},
                    {"DetectedText", std::string(10'000, 'y')},
                    {"Type", "LINE"},
                    {"Confidence", 99}});
  }
  for (auto& [detector, detection] : report.found) detection.found = many;
  const Notification mail = notification();
  EXPECT_LT(mail.message.size(), 20'000U);
  EXPECT_THAT(mail.message, HasSubstr("and 990 more"));
  EXPECT_EQ(mail.lists.at("labels").size(), 10U);
}

TEST_F(NotifyTest, TakesFindingsOfAnyShape) {
  const json odd = json::parse(R"([7, null, "x", {}, {"Name":{"a":1},"Confidence":"x",
      "Gender":[],"AgeRange":3,"Emotions":"e","DetectedText":7,"Type":"LINE"}])");
  for (auto& [detector, detection] : report.found) detection.found = odd;
  EXPECT_THAT(notification().message, HasSubstr("Faces:       5\n"));
}

}  // namespace
}  // namespace shrike
