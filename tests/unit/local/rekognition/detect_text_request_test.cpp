#include "infra/local/rekognition/detect_text_request.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kInvalid = "InvalidParameterException";
constexpr const char* kUnreadable = "SerializationException";

json request() { return {{"Image", {{"Bytes", "Zm9v"}}}}; }

/// The code of the fault that the body meets, empty where there is none.
std::string fault_of(const std::string& body) {
  try {
    (void)parse_detect_text(body);
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.status(), 400);
    EXPECT_FALSE(fault.message().empty());
    return fault.code();
  }
  return {};
}

std::string fault_with(const char* pointer, const json& value) {
  auto document = request();
  document[json::json_pointer(pointer)] = value;
  return fault_of(document.dump());
}

json box(double left, double top, double width, double height) {
  return {{"BoundingBox", {{"Left", left}, {"Top", top}, {"Width", width}, {"Height", height}}}};
}

json polygon(std::size_t points) {
  json list = json::array();
  for (std::size_t i = 0; i < points; ++i) list.push_back({{"X", 0.5}, {"Y", 0.1}});
  return {{"Polygon", list}};
}

TextFilters filters_with_regions(const json& regions) {
  auto document = request();
  document["Filters"]["RegionsOfInterest"] = regions;
  return parse_detect_text(document.dump()).filters;
}

TEST(DetectTextRequest, HasTheServicesDefaults) {
  const auto parsed = parse_detect_text(request().dump());
  EXPECT_EQ(std::get<std::string>(parsed.image), "foo");
  EXPECT_EQ(parsed.filters.min_confidence, 80);
  EXPECT_EQ(parsed.filters.min_height, 0);
  EXPECT_EQ(parsed.filters.min_width, 0);
  EXPECT_TRUE(parsed.filters.in_a_region({0.99, 0.01}));
}

TEST(DetectTextRequest, ReadsEveryFilter) {
  const auto filters = parse_detect_text(R"({"Image": {"Bytes": "Zm9v"}, "Filters": {
    "WordFilter": {"MinConfidence": 12.5, "MinBoundingBoxHeight": 0.25, "MinBoundingBoxWidth": 0.5},
    "RegionsOfInterest": [{"BoundingBox": {"Left": 0.1, "Top": 0.1, "Width": 0.2, "Height": 0.2}}]
  }})")
                           .filters;
  EXPECT_EQ(filters.min_confidence, 12.5);
  EXPECT_EQ(filters.min_height, 0.25);
  EXPECT_EQ(filters.min_width, 0.5);
  EXPECT_EQ(filters.regions.size(), 1U);
}

TEST(DetectTextRequest, KnowsWhatLiesInARegion) {
  const auto boxes = filters_with_regions({box(0.1, 0.1, 0.2, 0.2), box(0.8, 0.8, 0.2, 0.2)});
  EXPECT_TRUE(boxes.in_a_region({0.2, 0.2}));
  EXPECT_TRUE(boxes.in_a_region({0.9, 0.95}));
  EXPECT_FALSE(boxes.in_a_region({0.5, 0.5}));
  EXPECT_FALSE(boxes.in_a_region({0.2, 0.9}));

  const json arrow = {{"Polygon",
                       {{{"X", 0}, {"Y", 0}},
                        {{"X", 1}, {"Y", 0}},
                        {{"X", 0.5}, {"Y", 0.5}},
                        {{"X", 1}, {"Y", 1}},
                        {{"X", 0}, {"Y", 1}}}}};
  const auto concave = filters_with_regions(json::array({arrow}));
  EXPECT_TRUE(concave.in_a_region({0.2, 0.5}));
  EXPECT_TRUE(concave.in_a_region({0.8, 0.1}));
  EXPECT_FALSE(concave.in_a_region({0.8, 0.5}));
}

TEST(DetectTextRequest, TakesNullForAbsent) {
  for (const char* pointer :
       {"/Filters", "/Filters/WordFilter", "/Filters/RegionsOfInterest",
        "/Filters/WordFilter/MinConfidence", "/Filters/WordFilter/MinBoundingBoxWidth"})
    EXPECT_EQ(fault_with(pointer, nullptr), "") << pointer;
  EXPECT_TRUE(filters_with_regions(json::array()).in_a_region({0.5, 0.5}));
}

TEST(DetectTextRequest, RefusesMembersOfAnotherType) {
  const std::pair<const char*, json> cases[] = {
      {"/Image", 7},
      {"/Filters", "all"},
      {"/Filters/WordFilter", json::array()},
      {"/Filters/WordFilter/MinConfidence", "80"},
      {"/Filters/WordFilter/MinBoundingBoxHeight", true},
      {"/Filters/RegionsOfInterest", json::object()},
      {"/Filters/RegionsOfInterest", {1}},
      {"/Filters/RegionsOfInterest", {{{"BoundingBox", {1, 2, 3, 4}}}}},
      {"/Filters/RegionsOfInterest", {{{"BoundingBox", {{"Left", "0"}}}}}},
      {"/Filters/RegionsOfInterest", {{{"Polygon", "M0,0"}}}},
      {"/Filters/RegionsOfInterest", {{{"Polygon", {1, 2, 3}}}}}};
  for (const auto& [pointer, value] : cases)
    EXPECT_EQ(fault_with(pointer, value), kUnreadable) << pointer << ' ' << value;
}

TEST(DetectTextRequest, RefusesValuesOutOfRange) {
  auto both = box(0, 0, 1, 1);
  both["Polygon"] = polygon(4)["Polygon"];
  const std::pair<const char*, json> cases[] = {
      {"/Filters/WordFilter/MinConfidence", 100.5},
      {"/Filters/WordFilter/MinConfidence", -1},
      {"/Filters/WordFilter/MinBoundingBoxHeight", 1.5},
      {"/Filters/WordFilter/MinBoundingBoxWidth", -0.1},
      {"/Filters/RegionsOfInterest", std::vector<json>(11, box(0, 0, 1, 1))},
      {"/Filters/RegionsOfInterest", json::array({json::object()})},
      {"/Filters/RegionsOfInterest", json::array({both})},
      {"/Filters/RegionsOfInterest", json::array({box(-0.1, 0, 1, 1)})},
      {"/Filters/RegionsOfInterest", json::array({box(0, 0, 1e300, 1)})},
      {"/Filters/RegionsOfInterest", json::array({polygon(2)})},
      {"/Filters/RegionsOfInterest", json::array({polygon(11)})}};
  for (const auto& [pointer, value] : cases)
    EXPECT_EQ(fault_with(pointer, value), kInvalid) << pointer << ' ' << value;
  EXPECT_EQ(fault_of("{}"), kInvalid);
}

TEST(DetectTextRequest, RefusesWhatIsNotJson) {
  for (const std::string body : {"", "{", "[]", "null", "\xFF\xFE", "{\"Image\":}", "{} {}"})
    EXPECT_EQ(fault_of(body), kUnreadable) << body;
  EXPECT_EQ(fault_of(std::string(200'000, '[')), kUnreadable);
  EXPECT_EQ(
      fault_of(R"({"Image":{"Bytes":"Zm9v"},"Filters":{"WordFilter":{"MinConfidence":1e999}}})"),
      kUnreadable);
}

TEST(DetectTextRequest, RefusesOrReadsWhateverBytesChange) {
  const std::string good =
      R"({"Image":{"Bytes":"Zm9v"},"Filters":{"WordFilter":{"MinConfidence":75.5},)"
      R"("RegionsOfInterest":[{"Polygon":[{"X":0,"Y":0},{"X":1,"Y":0},{"X":1,"Y":1}]}]}})";
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

}  // namespace
}  // namespace shrike::local
