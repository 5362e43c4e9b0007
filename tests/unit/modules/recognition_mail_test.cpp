#include "handlers/modules/recognition_mail.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/modules/mail_text.h"

namespace shrike {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

Notification mail(json members, const std::string& key = "party/photo 1.jpg") {
  members["bucket"] = "uploads";
  members["key"] = key;
  return recognition_mail(read_recognition(members),
                          {BucketName("findings"), ObjectKey(key + "/recognition.json"), {}},
                          "arn");
}

json labels(std::initializer_list<const char*> names) {
  json list = json::array();
  for (const char* name : names) list.push_back({{"Name", name}, {"Confidence", 97.25}});
  return list;
}

TEST(RecognitionMail, SaysWhatWasFoundAndWhereItIs) {
  const Notification notification =
      mail({{"labels", labels({"Person", "Dog", "Park", "Tree"})},
            {"faces", json::array({json::object(), json::object()})}});
  EXPECT_EQ(notification.subject, "Recognised party/photo 1.jpg: Person, Dog, Park; 2 faces");
  EXPECT_THAT(notification.message, HasSubstr("s3://uploads/party/photo 1.jpg\n"));
  EXPECT_THAT(notification.message,
              HasSubstr("s3://findings/party/photo 1.jpg/recognition.json\n"));
  EXPECT_THAT(notification.message, HasSubstr("  Tree 97.2"));
  EXPECT_THAT(notification.message, HasSubstr("Faces: 2\n"));
  EXPECT_EQ(notification.attributes.at("outcome"), "recognized");
  EXPECT_EQ(notification.attributes.at("bucket"), "uploads");
  EXPECT_EQ(notification.topic_arn, "arn");
}

TEST(RecognitionMail, SaysThatNothingWasFound) {
  EXPECT_EQ(mail(json::object()).subject, "Recognised party/photo 1.jpg: nothing");
}

TEST(RecognitionMail, SaysWhyAnImageWasRefused) {
  const Notification notification =
      mail({{"error", {{"Error", "Image.Corrupt"}, {"Cause", "It is cut off"}}}});
  EXPECT_EQ(notification.subject, "Image refused: party/photo 1.jpg");
  EXPECT_THAT(notification.message, HasSubstr("It is cut off (Image.Corrupt)"));
  EXPECT_EQ(notification.attributes.at("outcome"), "refused");
}

TEST(RecognitionMail, KeepsHostileTextsOnOneLineAndShort) {
  const std::string hostile = "a\r\nBcc: all@example.com" + std::string(900, 'x');
  json list = json::array();
  for (int i = 0; i < 1000; ++i) list.push_back({{"Name", hostile}});
  const Notification notification = mail(
      {{"labels", list},
       {"refused", json::array({{{"what", hostile}, {"type", hostile}, {"reason", hostile}}, 7})}},
      hostile);
  EXPECT_LE(character_count(notification.subject), kMaxSubjectCharacters);
  EXPECT_EQ(notification.subject, one_line(notification.subject));
  EXPECT_THAT(notification.message, Not(HasSubstr("\nBcc:")));
  EXPECT_LE(notification.message.size(), 262'144U);
}

}  // namespace
}  // namespace shrike
