#include "handlers/aws/rekognition.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using nlohmann::json;
using test::error_from;
using test::header_of;
using testing::HasSubstr;

class RekognitionTest : public test::AwsFixture {
 protected:
  json detect(const RekognitionImage& image, const DetectLabelsOptions& options = {}) {
    // The fake keeps the request, which borrows its body: so the body is kept here.
    transport_.then([this](const HttpRequest& request) {
      sent_ = json::parse(request.body);
      return HttpResponse{.status = 200, .headers = {}, .body = answer_};
    });
    RekognitionClient rekognition(client("rekognition"));
    return rekognition.detect_labels(image, options, scope());
  }

  Error failure(int status, const std::string& body) {
    transport_.answer(status, {}, body);
    RekognitionClient rekognition(client("rekognition"));
    return error_from([&] {
      static_cast<void>(rekognition.detect_labels(std::string_view("jpeg"), {}, scope()));
    });
  }

  std::string answer_ =
      R"({"Labels":[{"Name":"Bird","Confidence":98.5}],"LabelModelVersion":"3.0"})";
  json sent_;
};

TEST_F(RekognitionTest, AsksAboutAnObjectInS3) {
  const ObjectRef object{BucketName("photos"), ObjectKey("a b/ü+.jpg"), VersionId("v1")};
  const auto answer = detect(object, {.max_labels = 3, .min_confidence = 60.5});
  EXPECT_EQ(answer, json::parse(answer_));
  EXPECT_EQ(sent_, json::parse(R"({"Image":{"S3Object":{"Bucket":"photos","Name":"a b/ü+.jpg",
                                   "Version":"v1"}},"MaxLabels":3,"MinConfidence":60.5})"));
  const auto& request = transport_.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://rekognition.eu-central-1.amazonaws.com/");
  EXPECT_EQ(header_of(request, "Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(header_of(request, "X-Amz-Target"), "RekognitionService.DetectLabels");
  EXPECT_THAT(header_of(request, "Authorization"),
              HasSubstr("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;"
                        "x-amz-target,"));
}

TEST_F(RekognitionTest, NamesNoVersionWhereThereIsNone) {
  detect(ObjectRef{BucketName("photos"), ObjectKey("k"), VersionId()});
  EXPECT_FALSE(sent_.at("Image").at("S3Object").contains("Version"));
}

TEST_F(RekognitionTest, SendsBytesAsBase64) {
  detect(std::string_view("\xff\xd8\xff", 3));
  EXPECT_EQ(sent_.at("Image"), json({{"Bytes", "/9j/"}}));
}

TEST_F(RekognitionTest, TakesAsManyBytesAsTheServiceDoes) {
  const std::string bytes(5'242'880, 'x');
  detect(std::string_view(bytes));
  EXPECT_EQ(sent_.at("Image").at("Bytes").get_ref<const std::string&>().size(), 6'990'508U);
}

TEST_F(RekognitionTest, SendsNeitherTooManyBytesNorNone) {
  RekognitionClient rekognition(client("rekognition"));
  for (const auto& bytes : {std::string(5'242'881, 'x'), std::string()}) {
    const auto error = error_from([&] {
      static_cast<void>(rekognition.detect_labels(std::string_view(bytes), {}, scope()));
    });
    EXPECT_EQ(error.type(), "Rekognition.ImageTooLarge");
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
  }
  EXPECT_TRUE(transport_.requests().empty());
}

TEST_F(RekognitionTest, RefusesAKeyThatJsonCannotCarry) {
  RekognitionClient rekognition(client("rekognition"));
  const ObjectRef object{BucketName("photos"), ObjectKey("a\xff"), VersionId()};
  const auto error =
      error_from([&] { static_cast<void>(rekognition.detect_labels(object, {}, scope())); });
  EXPECT_EQ(error.type(), "Aws.InputInvalid");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
}

TEST_F(RekognitionTest, NamesFailuresWithoutTheirSuffix) {
  struct Case {
    std::string code;
    std::string type;
  };
  for (const auto& [code, type] : {
           Case{"InvalidS3ObjectException", "Rekognition.InvalidS3Object"},
           Case{"InvalidImageFormatException", "Rekognition.InvalidImageFormat"},
           Case{"ImageTooLargeException", "Rekognition.ImageTooLarge"},
           Case{"AccessDeniedException", "Rekognition.AccessDenied"},
       }) {
    const auto error =
        failure(400, R"({"__type":")" + code + R"(","Message":"why","Code":"x","Logref":"y"})");
    EXPECT_EQ(error.type(), type);
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    EXPECT_THAT(error.message(), HasSubstr("why"));
  }
}

TEST_F(RekognitionTest, TriesAgainWhenTheProvisionedRateIsExceeded) {
  transport_.answer(400, {}, R"({"__type":"ProvisionedThroughputExceededException"})");
  EXPECT_NO_THROW(detect(std::string_view("jpeg")));
  EXPECT_EQ(transport_.requests().size(), 2U);
}

TEST_F(RekognitionTest, TakesNoAnswerThatIsNotAJsonObject) {
  std::string nested = R"({"Labels":)";
  for (int level = 0; level < 1000; ++level) nested += "[";
  std::string huge = "{}";
  huge.resize(10'000'000, ' ');
  for (const auto& body :
       {std::string(), std::string("<html>"), std::string("[]"), std::string(R"({"Labels":[)"),
        std::string("{\"Labels\":\"\xff\"}"), nested, huge}) {
    const auto error = failure(200, body);
    EXPECT_EQ(error.type(), "Service.Unavailable");
    EXPECT_EQ(error.kind(), ErrorKind::Retry);
  }
}

TEST_F(RekognitionTest, PutsEachQuestionInItsOwnWords) {
  const ObjectRef object{BucketName("photos"), ObjectKey("k"), VersionId()};
  const json image{{"S3Object", {{"Bucket", "photos"}, {"Name", "k"}}}};
  const auto sent_by = [&](const std::string& operation, const auto& ask) {
    transport_.then([this](const HttpRequest& request) {
      sent_ = json::parse(request.body);
      return HttpResponse{.status = 200, .headers = {}, .body = R"({"Answer":[1]})"};
    });
    RekognitionClient rekognition(client("rekognition"));
    EXPECT_EQ(ask(rekognition), json({{"Answer", {1}}}));
    EXPECT_EQ(header_of(transport_.requests().back(), "X-Amz-Target"),
              "RekognitionService." + operation);
    return sent_;
  };
  EXPECT_EQ(sent_by("DetectFaces", [&](auto& r) { return r.detect_faces(object, scope()); }),
            json({{"Image", image}, {"Attributes", {"ALL"}}}));
  EXPECT_EQ(sent_by("DetectText", [&](auto& r) { return r.detect_text(object, scope()); }),
            json({{"Image", image}}));
  EXPECT_EQ(sent_by("DetectModerationLabels",
                    [&](auto& r) { return r.detect_moderation_labels(object, 60.5, scope()); }),
            json({{"Image", image}, {"MinConfidence", 60.5}}));
  EXPECT_EQ(sent_by("CompareFaces",
                    [&](auto& r) {
                      return r.compare_faces(object, std::string_view("\xff\xd8\xff", 3), 80,
                                             scope());
                    }),
            json({{"SourceImage", image},
                  {"TargetImage", {{"Bytes", "/9j/"}}},
                  {"SimilarityThreshold", 80.0}}));
}

TEST_F(RekognitionTest, SaysThatAnImageHasNoFaceToCompare) {
  transport_.answer(400, {},
                    R"({"__type":"InvalidParameterException","Message":"Request has invalid"})");
  RekognitionClient rekognition(client("rekognition"));
  const auto error = error_from([&] {
    static_cast<void>(
        rekognition.compare_faces(std::string_view("a"), std::string_view("b"), 80, scope()));
  });
  EXPECT_EQ(error.type(), "Rekognition.InvalidParameter");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
}

}  // namespace
}  // namespace shrike
