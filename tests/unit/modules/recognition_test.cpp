#include "handlers/modules/recognition.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

ImageReport report() {
  ImageReport report;
  report.object = {BucketName("uploads"), ObjectKey("a.jpg"), VersionId("v1")};
  report.sequencer = "05";
  report.etag = "e1";
  report.size = 7;
  report.facts.emplace();
  report.facts->width = 640;
  report.found[Detector::Labels] = {json::parse(R"([{"Name":"Dog"}])"), "3.0", {}};
  report.found[Detector::Faces] = {json::array(), "", {}};
  report.refused = {{"text", "Image.TooSmall", "too small"}};
  return report;
}

std::string malformed(const json& input) {
  try {
    (void)read_recognition(input);
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.type();
  }
}

TEST(Recognition, SaysWhatTheNextStepNeeds) {
  const json document = recognition_document(report());
  EXPECT_EQ(document["bucket"], "uploads");
  EXPECT_EQ(document["key"], "a.jpg");
  EXPECT_EQ(document["version"], "v1");
  EXPECT_EQ(document["sequencer"], "05");
  EXPECT_EQ(document["etag"], "e1");
  EXPECT_EQ(document["size"], 7);
  EXPECT_EQ(document["image"]["width"], 640);
  EXPECT_EQ(document["labels"], json::parse(R"([{"Name":"Dog"}])"));
  EXPECT_EQ(document["faces"], json::array());
  EXPECT_FALSE(document.contains("moderation"));
  EXPECT_EQ(document["modelVersions"], json::parse(R"({"labels":"3.0"})"));
  EXPECT_EQ(document["refused"][0]["what"], "text");
}

TEST(Recognition, IsReadAsItWasWritten) {
  const json written = recognition_document(report());
  for (const json& input : {written, json{{"StatusCode", 200}, {"Payload", written}}}) {
    const RecognitionResult result = read_recognition(input);
    EXPECT_EQ(result.object,
              (ObjectRef{BucketName("uploads"), ObjectKey("a.jpg"), VersionId("v1")}));
    EXPECT_EQ(result.sequencer, "05");
    EXPECT_EQ(result.document["schemaVersion"], 1);
    EXPECT_EQ(result.document["source"],
              json::parse(R"({"bucket":"uploads","key":"a.jpg","versionId":"v1","sequencer":"05",
                  "etag":"e1","size":7})"));
    for (const char* name : {"image", "labels", "faces", "refused", "modelVersions"}) {
      EXPECT_EQ(result.document[name], written[name]) << name;
    }
  }
}

TEST(Recognition, LeavesBehindWhatItDoesNotKnow) {
  const RecognitionResult result =
      read_recognition(json::parse(R"({"bucket":"uploads","key":"k","password":"secret"})"));
  EXPECT_EQ(result.document.dump().find("secret"), std::string::npos);
  EXPECT_EQ(result.document["refused"], json::array());
}

TEST(Recognition, MayBeTheRefusalThatAWorkflowCaught) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({\"errorType\":\"Image.Corrupt\",\"errorMessage\":\"cut off\",\"trace\":[]})", "cut off"},
      {"no document", "no document"},
      {"[[[[", "[[[["},
  };
  for (const auto& [cause, reason] : rows) {
    const RecognitionResult result =
        read_recognition(json::parse(R"({"bucket":"uploads","key":"a.jpg","sequencer":"05","error":
            {"Error":"Image.Corrupt","Cause":")" +
                                     std::string(cause) + "\"}}"));
    EXPECT_EQ(result.document["refused"],
              (json::array({{{"what", "image"}, {"type", "Image.Corrupt"}, {"reason", reason}}})));
    EXPECT_EQ(result.sequencer, "05");
  }
}

TEST(Recognition, MayBeRefusedOfAnEventThatStartedTheWorkflowItself) {
  const RecognitionResult result = read_recognition(json::parse(R"({"version":"0",
      "source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"uploads"},
      "object":{"key":"a+b.jpg","size":7,"etag":"e1","sequencer":"05"},"reason":"PutObject"},
      "error":{"Error":"Image.Empty","Cause":"empty"}})"));
  EXPECT_EQ(result.object.key.str(), "a+b.jpg");
  EXPECT_EQ(result.sequencer, "05");
  EXPECT_EQ(result.document["source"]["etag"], "e1");
  EXPECT_EQ(result.document["refused"][0]["type"], "Image.Empty");
}

TEST(Recognition, RefusesHostileInput) {
  for (const char* input :
       {"null", "[]", "7", "{}", R"({"bucket":"uploads"})", R"({"bucket":"uploads","key":""})",
        R"({"bucket":"a/b","key":"k"})", R"({"bucket":["uploads"],"key":"k"})",
        R"({"bucket":"uploads","key":7})", R"({"Payload":7})", R"({"Payload":{}})",
        R"({"bucket":"uploads","key":"k","sequencer":"x-amz: y"})",
        R"({"bucket":"uploads","key":"k","version":[]})",
        R"({"bucket":"uploads","key":"k","labels":{}})",
        R"({"bucket":"uploads","key":"k","image":[]})",
        R"({"bucket":"uploads","key":"k","refused":"no"})",
        R"({"bucket":"uploads","key":"k","size":-1})",
        R"({"bucket":"uploads","key":"k","error":"no"})",
        R"({"bucket":"uploads","key":"k","error":{}})"}) {
    EXPECT_EQ(malformed(json::parse(input)), "Event.Malformed") << input;
  }
  EXPECT_EQ(malformed({{"bucket", "uploads"}, {"key", std::string(1025, 'k')}}), "Event.Malformed");
  EXPECT_EQ(malformed(json::parse(R"({"bucket":"uploads","key":"k","labels":null})")), "accepted");
}

}  // namespace
}  // namespace shrike
