#include "infra/local/rekognition/detect_labels_request.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

using nlohmann::json;

json request() { return {{"Image", {{"Bytes", "Zm9v"}}}}; }

/// The code of the fault that the body meets, empty where there is none.
std::string fault_of(const std::string& body) {
  try {
    (void)parse_detect_labels(body);
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.status(), 400);
    EXPECT_FALSE(fault.message().empty());
    return fault.code();
  }
  return {};
}

/// The same for a good request with one member set.
std::string fault_with(const char* pointer, const json& value) {
  auto document = request();
  document[json::json_pointer(pointer)] = value;
  return fault_of(document.dump());
}

constexpr const char* kInvalid = "InvalidParameterException";
constexpr const char* kUnreadable = "SerializationException";

TEST(DetectLabelsRequest, HasTheServicesDefaults) {
  const auto parsed = parse_detect_labels(request().dump());
  EXPECT_EQ(std::get<std::string>(parsed.image), "foo");
  EXPECT_EQ(parsed.max_labels, 1000U);
  EXPECT_EQ(parsed.min_confidence, 55);
  EXPECT_TRUE(parsed.filters.pass("Car", "Vehicles and Automotive"));
}

TEST(DetectLabelsRequest, ReadsEveryMember) {
  const auto parsed = parse_detect_labels(R"({
    "Image": {"S3Object": {"Bucket": "uploads", "Name": "my photo+1.jpg", "Version": "v1"}},
    "MaxLabels": 3, "MinConfidence": 75.5, "Features": ["GENERAL_LABELS"], "Unknown": {"a": [1]},
    "Settings": {"GeneralLabels": {
      "LabelInclusionFilters": ["Cat"], "LabelExclusionFilters": ["Dog"],
      "LabelCategoryInclusionFilters": ["Animals and Pets"],
      "LabelCategoryExclusionFilters": ["Sports"]}}})");
  EXPECT_EQ(std::get<ObjectRef>(parsed.image),
            (ObjectRef{BucketName("uploads"), ObjectKey("my photo+1.jpg"), VersionId("v1")}));
  EXPECT_EQ(parsed.max_labels, 3U);
  EXPECT_EQ(parsed.min_confidence, 75.5);
  EXPECT_EQ(parsed.filters.included_labels, std::vector<std::string>{"Cat"});
  EXPECT_EQ(parsed.filters.excluded_labels, std::vector<std::string>{"Dog"});
  EXPECT_EQ(parsed.filters.included_categories, std::vector<std::string>{"Animals and Pets"});
  EXPECT_EQ(parsed.filters.excluded_categories, std::vector<std::string>{"Sports"});
}

TEST(DetectLabelsRequest, TakesNullForAbsent) {
  for (const char* pointer : {"/MaxLabels", "/MinConfidence", "/Features", "/Settings",
                              "/Image/S3Object", "/Settings/GeneralLabels"})
    EXPECT_EQ(fault_with(pointer, nullptr), "") << pointer;
}

TEST(DetectLabelsRequest, RefusesWhatIsNotJson) {
  for (const std::string body : {"", "{", "Image=1", "{\"Image\":}", "\xFF\xFE", "[]", "null", "7",
                                 "\"text\"", "{} {}", "{\"Image\": \"\xC3\x28\"}"})
    EXPECT_EQ(fault_of(body), kUnreadable) << body;
  EXPECT_EQ(fault_of(std::string(200'000, '[')), kUnreadable);
  EXPECT_EQ(fault_of(std::string(200'000, '[') + std::string(200'000, ']')), kUnreadable);
}

TEST(DetectLabelsRequest, RefusesOrReadsWhateverBytesChange) {
  const std::string good =
      R"({"Image":{"Bytes":"Zm9v"},"MaxLabels":10,"MinConfidence":75.5,"Features":["GENERAL_LABELS"],)"
      R"("Settings":{"GeneralLabels":{"LabelInclusionFilters":["Cat"]}}})";
  EXPECT_EQ(fault_of(good), "");
  for (std::size_t place = 0; place < good.size(); ++place) {
    EXPECT_EQ(fault_of(good.substr(0, place)), kUnreadable) << place;
    for (const char byte : {'\0', '"', '{', ']', '-', '9', 'e', '\\', '\xFF'}) {
      auto changed = good;
      changed[place] = byte;
      EXPECT_THAT(fault_of(changed), testing::AnyOf("", kInvalid, kUnreadable)) << changed;
    }
  }
}

TEST(DetectLabelsRequest, RefusesMembersOfAnotherType) {
  const std::pair<const char*, json> cases[] = {
      {"/Image", "text"},
      {"/Image", json::array()},
      {"/Image/Bytes", 7},
      {"/Image/S3Object", "s3://bucket/key"},
      {"/MaxLabels", "10"},
      {"/MaxLabels", 1.5},
      {"/MaxLabels", true},
      {"/MinConfidence", "75"},
      {"/MinConfidence", json::object()},
      {"/Features", "GENERAL_LABELS"},
      {"/Features", {1}},
      {"/Settings", json::array()},
      {"/Settings/GeneralLabels", 1},
      {"/Settings/GeneralLabels/LabelInclusionFilters", "Cat"},
      {"/Settings/GeneralLabels/LabelExclusionFilters", {nullptr}}};
  for (const auto& [pointer, value] : cases)
    EXPECT_EQ(fault_with(pointer, value), kUnreadable) << pointer << ' ' << value;
}

TEST(DetectLabelsRequest, RefusesValuesOutOfRange) {
  const std::pair<const char*, json> cases[] = {
      {"/MaxLabels", -1},
      {"/MinConfidence", -0.1},
      {"/MinConfidence", 100.1},
      {"/Features", {"FACES"}},
      {"/Features", {"GENERAL_LABELS", "GENERAL_LABELS", "GENERAL_LABELS"}},
      {"/Features", {"GENERAL_LABELS", "IMAGE_PROPERTIES"}},
      {"/Settings/GeneralLabels/LabelInclusionFilters", {""}},
      {"/Settings/GeneralLabels/LabelInclusionFilters", {std::string(51, 'a')}},
      {"/Settings/GeneralLabels/LabelCategoryExclusionFilters",
       std::vector<std::string>(101, "a")}};
  for (const auto& [pointer, value] : cases)
    EXPECT_EQ(fault_with(pointer, value), kInvalid) << pointer << ' ' << value;
}

TEST(DetectLabelsRequest, AcceptsTheEndsOfTheRanges) {
  const std::pair<const char*, json> cases[] = {{"/MaxLabels", 0},
                                                {"/MaxLabels", 18'446'744'073'709'551'615U},
                                                {"/MinConfidence", 0},
                                                {"/MinConfidence", 100}};
  for (const auto& [pointer, value] : cases) EXPECT_EQ(fault_with(pointer, value), "") << pointer;
  auto document = request();
  document["MaxLabels"] = 5000;
  EXPECT_EQ(parse_detect_labels(document.dump()).max_labels, 1000U);
}

TEST(DetectLabelsRequest, WantsOneImage) {
  EXPECT_EQ(fault_of("{}"), kInvalid);
  EXPECT_EQ(fault_of(R"({"Image": {}})"), kInvalid);
  EXPECT_EQ(fault_with("/Image/S3Object", {{"Bucket", "uploads"}, {"Name", "a.jpg"}}), kInvalid);
}

TEST(DetectLabelsRequest, WantsStrictBase64) {
  for (const char* bytes : {"", "Zm9", "Zm9v\n", "Zm9-", "Zg==Zg==", "\xC3\xA9\xC3\xA9"})
    EXPECT_EQ(fault_with("/Image/Bytes", bytes), kInvalid) << bytes;
}

TEST(DetectLabelsRequest, WantsAWholeS3Object) {
  const auto fault_of_object = [](const json& object) {
    return fault_of(json{{"Image", {{"S3Object", object}}}}.dump());
  };
  EXPECT_EQ(fault_of_object({{"Bucket", "uploads"}, {"Name", "a"}}), "");
  EXPECT_EQ(fault_of_object(json::object()), kInvalid);
  EXPECT_EQ(fault_of_object({{"Bucket", "uploads"}}), kInvalid);
  EXPECT_EQ(fault_of_object({{"Name", "a.jpg"}}), kInvalid);
  EXPECT_EQ(fault_of_object({{"Bucket", "ab"}, {"Name", "a"}}), kInvalid);
  EXPECT_EQ(fault_of_object({{"Bucket", "uploads"}, {"Name", std::string(1025, 'a')}}), kInvalid);
  EXPECT_EQ(fault_of_object({{"Bucket", "uploads"}, {"Name", 1}}), kUnreadable);
}

TEST(LabelFilters, LetThroughWhatIsIncludedAndNotExcluded) {
  struct Case {
    LabelFilters filters;
    bool cat = false;
    bool car = false;
  };
  const std::string animals = "Animals and Pets";
  const Case cases[] = {
      {{}, true, true},
      {{.included_labels = {"Cat"}}, true, false},
      {{.included_categories = {animals}}, true, false},
      {{.included_labels = {"Car"}, .included_categories = {animals}}, true, true},
      {{.excluded_labels = {"Cat"}}, false, true},
      {{.excluded_categories = {animals}}, false, true},
      {{.included_labels = {"Cat"}, .excluded_categories = {animals}}, false, false},
      {{.included_labels = {"cat"}}, false, false},
  };
  for (const auto& [filters, cat, car] : cases) {
    EXPECT_EQ(filters.pass("Cat", animals), cat);
    EXPECT_EQ(filters.pass("Car", "Vehicles and Automotive"), car);
  }
}

}  // namespace
}  // namespace shrike::local
