#include "handlers/modules/face_mail.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/modules/mail_text.h"

namespace shrike {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr FaceBox kLeft{0.12, 0.2, 0.15, 0.21};
constexpr FaceBox kRight{0.6, 0.2, 0.2, 0.3};
const TimePoint kTime{std::chrono::seconds{1'800'000'000}};  // 2027-01-15 08:00:00

FaceReport report_of(const std::vector<ReferenceComparison>& comparisons,
                     const std::string& key = "party/photo 1.jpg") {
  FaceReport report;
  report.image = {{BucketName("uploads"), ObjectKey(key), {}}, "e1", "05"};
  report.reference_bucket = BucketName("people");
  report.threshold = 80;
  conclude(report, comparisons);
  return report;
}

Notification mail(const FaceReport& report) { return face_mail(report, "arn", kTime); }

FaceReport match() {
  return report_of({{ObjectKey("staff/anna.jpg"), {{kLeft, 99, 97.36}, {kRight, 99, 12}}},
                    {ObjectKey("staff/bert.jpg"), {{kLeft, 99, 41}, {kRight, 99, {}}}}});
}

TEST(FaceMail, SaysInItsSubjectWhatWasFound) {
  EXPECT_EQ(mail(match()).subject, "Face match 97 %: anna.jpg in party/photo 1.jpg");
  EXPECT_EQ(mail(report_of({{ObjectKey("anna.jpg"), {{kLeft, 99, 63.9}}}})).subject,
            "No face match: party/photo 1.jpg, closest anna.jpg 63 %");
  EXPECT_EQ(mail(report_of({{ObjectKey("anna.jpg"), {{kLeft, 99, {}}}}})).subject,
            "No face match: party/photo 1.jpg, like no reference");
  EXPECT_EQ(mail(report_of({{ObjectKey("anna.jpg"), {}}})).subject, "No face in party/photo 1.jpg");
  EXPECT_EQ(mail(report_of({})).subject, "No reference to compare with: party/photo 1.jpg");
}

TEST(FaceMail, SaysInItsBodyWhoWhereAndWhen) {
  FaceReport report = match();
  report.skipped = {{ObjectKey("note.txt"), "Image.Unsupported", "It is no image"}};
  EXPECT_EQ(mail(report).message,
            "A face is 97.3 % similar to anna.jpg.\n"
            "\n"
            "Image      s3://uploads/party/photo 1.jpg\n"
            "Reference  s3://people/staff/anna.jpg\n"
            "Face       1 of 2 from the left: 12 % from the left edge, 20 % from the top, "
            "15 % wide, 21 % high\n"
            "Threshold  80 %\n"
            "Time       2027-01-15 08:00:00 UTC\n"
            "\n"
            "Each face, from the left, and whom it resembles most:\n"
            "  1  anna.jpg 97.3 %, bert.jpg 41.0 %\n"
            "  2  anna.jpg 12.0 %\n"
            "\n"
            "References compared: 2\n"
            "Left out: 1\n"
            "  note.txt: It is no image\n");
}

TEST(FaceMail, NeverRoundsUpToTheThreshold) {
  const Notification notification =
      mail(report_of({{ObjectKey("anna.jpg"), {{kLeft, 99, 79.996}}}}));
  EXPECT_THAT(notification.subject, HasSubstr("79 %"));
  EXPECT_THAT(notification.message, HasSubstr("79.9 %"));
}

TEST(FaceMail, CanBeFilteredByOutcomeAndBucket) {
  EXPECT_EQ(mail(match()).topic_arn, "arn");
  EXPECT_EQ(mail(match()).attributes,
            (std::map<std::string, std::string>{{"bucket", "uploads"}, {"outcome", "match"}}));
  EXPECT_EQ(mail(report_of({})).attributes.at("outcome"), "no-references");
}

TEST(FaceMail, KeepsHostileNamesOnOneLineOfASubject) {
  const std::string keys[] = {std::string(1024, 'x'), std::string(340, '\xe2'),
                              "a\r\nBcc: all@example.com", std::string("\0\x01\x7f", 3),
                              "\u2028\u0085.jpg"};
  for (const std::string& key : keys) {
    for (const FaceReport& report : {report_of({{ObjectKey(key), {{kLeft, 99, 97}}}}, key),
                                     report_of({{ObjectKey(key), {{kLeft, 99, 7}}}}, key),
                                     report_of({}, key), report_of({{ObjectKey(key), {}}}, key)}) {
      const Notification notification = mail(report);
      EXPECT_LE(character_count(notification.subject), kMaxSubjectCharacters);
      EXPECT_EQ(notification.subject, one_line(notification.subject));
      EXPECT_THAT(notification.message, Not(HasSubstr("\nBcc:")));
    }
  }
}

TEST(FaceMail, FitsIntoAMessageHoweverManyThereAre) {
  std::vector<ReferenceComparison> comparisons(50);
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    comparisons[i].reference = ObjectKey(std::to_string(i) + std::string(1000, 'x'));
    for (int face = 0; face < 100; ++face) {
      comparisons[i].faces.push_back({{face / 100.0, 0, 0.009, 0.1}, 99, 50});
    }
  }
  FaceReport report = report_of(comparisons);
  ASSERT_EQ(report.faces.size(), 100U);
  report.skipped.assign(1000, {ObjectKey(std::string(1000, 'y')), "Image.NoFace", "none"});
  EXPECT_LE(mail(report).message.size(), 262'144U);
}

}  // namespace
}  // namespace shrike
