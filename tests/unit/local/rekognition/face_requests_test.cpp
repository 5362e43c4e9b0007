#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/rekognition/compare_faces_request.h"
#include "infra/local/rekognition/detect_faces_request.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// The code of the fault that a body meets, empty where there is none.
template <class Parse>
std::string fault_of(Parse parse, const std::string& body) {
  try {
    (void)parse(body);
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.status(), 400);
    EXPECT_FALSE(fault.message().empty());
    return fault.code();
  }
  return {};
}

std::string detect_fault(const json& request) {
  return fault_of(parse_detect_faces, request.dump());
}
std::string compare_fault(const json& request) {
  return fault_of(parse_compare_faces, request.dump());
}

constexpr const char* kInvalid = "InvalidParameterException";
constexpr const char* kUnreadable = "SerializationException";
const json kImage = {{"Bytes", "Zm9v"}};

json compare_request() { return {{"SourceImage", kImage}, {"TargetImage", kImage}}; }

TEST(DetectFacesRequest, ReadsWhichAttributesAreWanted) {
  const auto wanted = [](const json& names) {
    return parse_detect_faces(json{{"Image", kImage}, {"Attributes", names}}.dump()).attributes;
  };
  for (const auto& none :
       {json(nullptr), json::array(), json{"DEFAULT"}, json{"DEFAULT", "BEARD"}}) {
    const auto attributes = wanted(none);
    EXPECT_FALSE(attributes.all || attributes.age_range || attributes.gender ||
                 attributes.emotions);
  }
  const auto all = wanted({"DEFAULT", "ALL"});
  EXPECT_TRUE(all.all && all.age_range && all.gender && all.emotions);
  const auto some = wanted({"GENDER", "EMOTIONS"});
  EXPECT_FALSE(some.all || some.age_range);
  EXPECT_TRUE(some.gender && some.emotions);
}

TEST(DetectFacesRequest, TakesEveryAttributeOfTheService) {
  for (const char* name :
       {"DEFAULT", "ALL", "AGE_RANGE", "BEARD", "EMOTIONS", "EYE_DIRECTION", "EYEGLASSES",
        "EYES_OPEN", "GENDER", "MOUTH_OPEN", "MUSTACHE", "FACE_OCCLUDED", "SMILE", "SUNGLASSES"})
    EXPECT_EQ(detect_fault({{"Image", kImage}, {"Attributes", {name}}}), "") << name;
}

TEST(DetectFacesRequest, RefusesWhatIsNone) {
  EXPECT_EQ(fault_of(parse_detect_faces, ""), kUnreadable);
  EXPECT_EQ(fault_of(parse_detect_faces, "[]"), kUnreadable);
  EXPECT_EQ(fault_of(parse_detect_faces, std::string(100'000, '[')), kUnreadable);
  EXPECT_EQ(detect_fault(json::object()), kInvalid);
  EXPECT_EQ(detect_fault({{"Image", json::object()}}), kInvalid);
  EXPECT_EQ(detect_fault({{"Image", "Zm9v"}}), kUnreadable);
  EXPECT_EQ(detect_fault({{"Image", kImage}, {"Attributes", "ALL"}}), kUnreadable);
  EXPECT_EQ(detect_fault({{"Image", kImage}, {"Attributes", {1}}}), kUnreadable);
  EXPECT_EQ(detect_fault({{"Image", kImage}, {"Attributes", {"ALL", "HAIR"}}}), kInvalid);
  EXPECT_EQ(detect_fault({{"Image", kImage}, {"Attributes", {""}}}), kInvalid);
}

TEST(CompareFacesRequest, HasTheServicesDefaults) {
  const auto request = parse_compare_faces(compare_request().dump());
  EXPECT_EQ(request.similarity_threshold, 80);
  EXPECT_EQ(request.quality_filter, QualityFilter::None);
  EXPECT_EQ(std::get<std::string>(request.source), "foo");
  EXPECT_EQ(std::get<std::string>(request.target), "foo");
}

TEST(CompareFacesRequest, ReadsEveryMember) {
  const auto request = parse_compare_faces(R"({
    "SourceImage": {"S3Object": {"Bucket": "people", "Name": "a b+c.jpg", "Version": "v1"}},
    "TargetImage": {"Bytes": "Zm9v"}, "SimilarityThreshold": 92.5, "QualityFilter": "HIGH"})");
  EXPECT_EQ(std::get<ObjectRef>(request.source),
            (ObjectRef{BucketName("people"), ObjectKey("a b+c.jpg"), VersionId("v1")}));
  EXPECT_EQ(request.similarity_threshold, 92.5);
  EXPECT_EQ(request.quality_filter, QualityFilter::High);
}

TEST(CompareFacesRequest, RefusesWhatIsNone) {
  EXPECT_EQ(fault_of(parse_compare_faces, "{"), kUnreadable);
  EXPECT_EQ(fault_of(parse_compare_faces, "null"), kUnreadable);
  for (const char* missing : {"SourceImage", "TargetImage"}) {
    auto request = compare_request();
    request.erase(missing);
    EXPECT_EQ(compare_fault(request), kInvalid) << missing;
    request[missing] = 7;
    EXPECT_EQ(compare_fault(request), kUnreadable) << missing;
    request[missing] = {{"Bytes", "!"}};
    EXPECT_EQ(compare_fault(request), kInvalid) << missing;
  }
  const std::pair<json, const char*> thresholds[] = {{-0.5, kInvalid},  {100.1, kInvalid},
                                                     {1e300, kInvalid}, {"80", kUnreadable},
                                                     {0, ""},           {100, ""}};
  for (const auto& [threshold, fault] : thresholds) {
    auto request = compare_request();
    request["SimilarityThreshold"] = threshold;
    EXPECT_EQ(compare_fault(request), fault) << threshold;
  }
  const std::pair<json, const char*> filters[] = {
      {"AUTO", ""},   {"LOW", ""},        {"MEDIUM", ""},  {"NONE", ""},
      {"", kInvalid}, {"high", kInvalid}, {3, kUnreadable}};
  for (const auto& [filter, fault] : filters) {
    auto request = compare_request();
    request["QualityFilter"] = filter;
    EXPECT_EQ(compare_fault(request), fault) << filter;
  }
}

}  // namespace
}  // namespace shrike::local
