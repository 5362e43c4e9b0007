#include "handlers/modules/metadata.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/modules/utf8.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

using nlohmann::json;

ImageReport full_report() {
  ImageReport report;
  report.object = {BucketName("in"), ObjectKey("caf\xE9.jpg"), VersionId("v1")};
  report.sequencer = "0055AED6DCD90281E5";
  report.etag = "d41d8cd98f00b204e9800998ecf8427e";
  report.content_type = "image/jpeg";
  report.size = 1024;
  ImageFacts facts;
  facts.width = facts.stored_height = 3000;
  facts.height = facts.stored_width = 4000;
  facts.orientation = 6;
  facts.colour_space = "srgb";
  facts.camera_make = "Maker";
  facts.camera_model = "Model";
  facts.taken_at = "2026-05-01T12:00:00+02:00";
  facts.gps = GpsPosition{-33.5, 151.25, 12.5};
  report.facts = facts;
  report.renditions = {{"thumb", ObjectKey("k/thumb.webp"), Format::Webp, 240, 320, 1, 5000}};
  const DetectionSource origin{DetectionRoute::Bytes, 77,
                               DetectionFallback{"Rekognition.InvalidS3Object", "no"}};
  report.found = {
      {Detector::Labels, {fakes::ScriptedRecognition::dog()["Labels"], "3.0", origin}},
      {Detector::Faces, {fakes::ScriptedRecognition::face()["FaceDetails"], "", origin}},
      {Detector::Text, {fakes::ScriptedRecognition::sign()["TextDetections"], "3.0", origin}},
      {Detector::Moderation,
       {json::parse(R"([{"Name":"Alcohol","ParentName":"","Confidence":90,"TaxonomyLevel":1}])"),
        "7.0", origin}}};
  report.refused = {{"labels", "Rekognition.AccessDenied", "no"}};
  for (const char* step :
       {"download", "renditions", "upload", "labels", "faces", "text", "moderation", "total"}) {
    report.timings[step] = std::chrono::milliseconds(7);
  }
  report.request_id = "req-1";
  return report;
}

json schema() {
  std::ifstream file(SHRIKE_SOURCE_DIR "/handlers/schema/metadata.schema.json");
  return json::parse(file);
}

/// The part of the schema language that says which members an object has: enough to see that code
/// and schema name the same ones. The clients' tests validate real objects with a whole validator.
class Members {
 public:
  explicit Members(json root) : root_(std::move(root)) {}

  void check(const json& value, const json& rule, const std::string& path) const {
    if (rule.contains("$ref")) return check(value, resolve(rule["$ref"]), path);
    if (value.is_array() && rule.contains("items")) {
      for (const json& item : value) check(item, rule["items"], path + "[]");
    }
    if (!value.is_object()) return;
    for (const json& name : rule.value("required", json::array())) {
      EXPECT_TRUE(value.contains(name.get<std::string>())) << path << " lacks " << name;
    }
    for (const auto& [name, member] : value.items()) {
      const json& properties = rule.at("properties");
      if (properties.contains(name)) {
        check(member, properties[name], path + '.' + name);
      } else {
        EXPECT_TRUE(rule.value("additionalProperties", true)) << path << " must not have " << name;
      }
    }
  }

  void check_whole(const json& value) const { check(value, root_, "metadata"); }

 private:
  [[nodiscard]] const json& resolve(const std::string& reference) const {
    return root_.at(json::json_pointer(reference.substr(1)));
  }

  json root_;
};

TEST(Metadata, HasTheMembersOfTheSchema) {
  const Members members(schema());
  members.check_whole(metadata_document(full_report()));

  ImageReport refused;
  refused.object = {BucketName("in"), ObjectKey("a.jpg"), {}};
  refused.refused = {{"image", "Image.Corrupt", "truncated"}};
  members.check_whole(metadata_document(refused));
}

TEST(Metadata, KnowsEveryMemberOfTheSchema) {
  const json document = metadata_document(full_report());
  const json rules = schema();
  const auto expect_all = [&](const json& object, const json& rule) {
    for (const auto& [name, ignored] : rule["properties"].items()) {
      EXPECT_TRUE(object.contains(name)) << name;
    }
  };
  expect_all(document, rules);
  expect_all(document["timings"], rules["properties"]["timings"]);
  expect_all(document["source"], rules["$defs"]["source"]);
  expect_all(document["image"], rules["$defs"]["image"]);
  expect_all(document["image"]["gps"], rules["$defs"]["image"]["properties"]["gps"]);
  expect_all(document["renditions"][0], rules["$defs"]["rendition"]);
  expect_all(document["labelsFrom"], rules["$defs"]["detectionSource"]);
  expect_all(document["refused"][0], rules["$defs"]["refusal"]);
}

TEST(Metadata, LeavesOutWhatIsNotKnown) {
  ImageReport report;
  report.object = {BucketName("in"), ObjectKey("a.jpg"), {}};
  report.facts = ImageFacts{};
  const json document = metadata_document(report);
  EXPECT_EQ(document["source"], json::parse(R"({"bucket":"in","key":"a.jpg"})"));
  for (const char* name : {"camera", "takenAt", "gps"}) {
    EXPECT_FALSE(document["image"].contains(name)) << name;
  }
}

TEST(Metadata, IsUtf8WhateverTheKeyIs) {
  const std::string text = to_json_text(metadata_document(full_report()));
  EXPECT_TRUE(is_utf8(text));
  EXPECT_EQ(json::parse(text)["source"]["keyPercentEncoded"], "caf%E9.jpg");
}

TEST(Metadata, LastsWithoutWhatTellsOneRunFromAnother) {
  ImageReport first = full_report();
  ImageReport second = full_report();
  second.request_id = "req-2";
  second.timings["total"] = std::chrono::milliseconds(99);
  first.refused = second.refused = {{"faces", "Rekognition.AccessDenied", "no (request 1)"}};
  second.refused[0].reason = "no (request 2)";
  first.found[Detector::Labels].source.fallback = second.found[Detector::Labels].source.fallback =
      DetectionFallback{"Rekognition.InvalidS3Object", "none (request 1)"};
  second.found[Detector::Labels].source.fallback->reason = "none (request 3)";
  EXPECT_NE(metadata_document(first), metadata_document(second));
  EXPECT_EQ(lasting_part(metadata_document(first)), lasting_part(metadata_document(second)));
  second.refused[0].type = "Rekognition.InvalidImageFormat";
  EXPECT_NE(lasting_part(metadata_document(first)), lasting_part(metadata_document(second)));
}

}  // namespace
}  // namespace shrike
