#include "handlers/pipeline/teller.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/pipeline/object_pipeline.h"
#include "runtime/error.h"
#include "tests/unit/pipeline/pipeline_world.h"

namespace shrike {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class TellerTest : public testing::Test, protected fakes::PipelineWorld {
 protected:
  TellerTest() {
    config.output_bucket = BucketName("out");
    config.detectors = {Detector::Labels};
    config.topic_arn = "arn:aws:sns:eu-central-1:123456789012:images";
    scope.deadline = clock.time + std::chrono::minutes(10);
    store.add("in", "anna/t1/cat.jpg", "pixels");
    store.add("in", "cat.jpg", "pixels");
  }

  ProcessedObject process(const std::string& sequencer = "05",
                          const std::string& key = "anna/t1/cat.jpg") {
    return pipeline().process({{BucketName("in"), ObjectKey(key), {}}, sequencer, {}, {}}, scope,
                              "req-1");
  }

  /// As AWS's own texts differ from one attempt to the next.
  static std::string request_number(int number) {
    return "Rekognition answered 400: no (request " + std::to_string(number) + ")";
  }

  [[nodiscard]] json item() const { return table.item("anna", "t1"); }
};

TEST_F(TellerTest, NotifiesOnceTheMetadataObjectIsThere) {
  topic.before = [&] { EXPECT_TRUE(store.holds("out", "anna/t1/cat.jpg/metadata.json")); };
  process();
  ASSERT_EQ(topic.notifications.size(), 1U);
  EXPECT_EQ(topic.notifications[0].topic_arn, config.topic_arn);
  EXPECT_EQ(topic.notifications[0].subject, "Image processed: anna/t1/cat.jpg");
  EXPECT_THAT(topic.notifications[0].message, HasSubstr("s3://out/anna/t1/cat.jpg/metadata.json"));
}

TEST_F(TellerTest, SendsNoSecondMailForADuplicate) {
  process();
  process();
  EXPECT_EQ(topic.notifications.size(), 1U);
  process("06");
  EXPECT_EQ(topic.notifications.size(), 2U);
}

TEST_F(TellerTest, SendsNoSecondMailForADuplicateThatRekognitionRefusesInOtherWords) {
  for (int delivery = 0; delivery < 4; ++delivery) {
    detector.answers = {
        Error(ErrorKind::Reject, "Rekognition.InvalidParameter", request_number(delivery))};
    process();
    clock.time += std::chrono::minutes(2);
  }
  EXPECT_EQ(topic.notifications.size(), 1U);
  EXPECT_THAT(store.bytes("out", "anna/t1/cat.jpg/metadata.json"), HasSubstr("request 0"))
      << "a duplicate writes nothing";
  detector.answers = {fakes::ScriptedRecognition::dog()};
  process();
  EXPECT_EQ(topic.notifications.size(), 1U);
  EXPECT_THAT(store.bytes("out", "anna/t1/cat.jpg/metadata.json"), HasSubstr("Dog"));
}

TEST_F(TellerTest, SendsNoSecondMailForADuplicateThatSendsAJpegForAnotherReason) {
  for (int delivery = 0; delivery < 4; ++delivery) {
    detector.answers = {
        Error(ErrorKind::Reject, "Rekognition.InvalidS3Object", request_number(delivery)),
        fakes::ScriptedRecognition::dog()};
    process();
    clock.time += std::chrono::minutes(2);
  }
  EXPECT_EQ(topic.notifications.size(), 1U);
  EXPECT_THAT(store.bytes("out", "anna/t1/cat.jpg/metadata.json"), HasSubstr("request 0"));
}

TEST_F(TellerTest, SendsNoMailForALateEvent) {
  process("06");
  EXPECT_THROW(process("05"), Error);
  EXPECT_EQ(topic.notifications.size(), 1U);
}

TEST_F(TellerTest, NotifiesOnTheNextAttemptWhenThisOneFails) {
  topic.before = [] { throw Error(ErrorKind::Retry, "Service.Throttled", "slow down"); };
  EXPECT_THROW(process(), Error);
  topic.before = nullptr;
  process();
  EXPECT_EQ(topic.notifications.size(), 1U);
}

TEST_F(TellerTest, SendsNoMailOfAnImageThatIsGone) {
  table.before = [&](const json&) { store.objects.erase({"in", "anna/t1/cat.jpg"}); };
  config.tasks_table = "tasks";
  EXPECT_THROW(process(), Error);
  EXPECT_TRUE(topic.notifications.empty());
}

TEST_F(TellerTest, SendsNoMailWithoutATopic) {
  config.topic_arn.clear();
  process();
  EXPECT_TRUE(topic.notifications.empty());
}

TEST_F(TellerTest, NotifiesOfARefusedImageToo) {
  images.failure = Error(ErrorKind::Reject, "Image.Corrupt", "truncated");
  config.renditions = {{"thumb", 320, 320, Format::Webp, 80, false}};
  process();
  EXPECT_EQ(topic.notifications.at(0).attributes.at("status"), "refused");
}

TEST_F(TellerTest, RecordsTheTaskWithItsLabels) {
  config.tasks_table = "tasks";
  process();
  EXPECT_EQ(item()["upload"]["S"], "s3://in/anna/t1/cat.jpg");
  EXPECT_EQ(item()["labels"], json::parse(R"({"L":[{"S":"Dog"},{"S":"Animal"}]})"));
}

TEST_F(TellerTest, RecordsTheUploadAloneWhereLabelsAreRefused) {
  config.tasks_table = "tasks";
  detector.answers = {Error(ErrorKind::Reject, "Rekognition.InvalidParameter", "no")};
  process();
  EXPECT_TRUE(item().contains("upload"));
  EXPECT_FALSE(item().contains("labels"));
}

TEST_F(TellerTest, SaysThatAKeyIsNoTasksAndDoesTheRest) {
  config.tasks_table = "tasks";
  const ProcessedObject processed = process("05", "cat.jpg");
  EXPECT_FALSE(processed.refusal);
  EXPECT_EQ(processed.document["refused"][0]["what"], "task");
  EXPECT_EQ(processed.document["refused"][0]["type"], "Object.KeyNotATask");
  EXPECT_TRUE(table.journal.empty());
  EXPECT_EQ(topic.notifications.size(), 1U);
}

TEST_F(TellerTest, SaysThatATasksItemIsFullAndDoesTheRest) {
  config.tasks_table = "tasks";
  table.before = [](const json&) {
    throw Error(ErrorKind::Reject, "DynamoDB.ItemTooLarge", "no room");
  };
  const ProcessedObject processed = process();
  EXPECT_FALSE(processed.refusal);
  EXPECT_EQ(processed.document["refused"],
            json::parse(R"([{"what":"task","type":"DynamoDB.ItemTooLarge","reason":"no room"}])"));
  EXPECT_TRUE(store.holds("out", "anna/t1/cat.jpg/metadata.json"));
  EXPECT_THAT(lines.all(), HasSubstr("no room for another image"));
}

TEST_F(TellerTest, TellsNothingOfAnImageWhoseRemovalTheTableKnows) {
  config.tasks_table = "tasks";
  config.renditions = {{"thumb", 320, 320, Format::Webp, 80, false}};
  process("05");
  const ObjectPipeline pipeline(config, {store, detector, images, clock, logger}, topic, table);
  const auto source = store.objects.at({"in", "anna/t1/cat.jpg"});
  store.objects.erase({"in", "anna/t1/cat.jpg"});
  (void)pipeline.remove({{BucketName("in"), ObjectKey("anna/t1/cat.jpg"), {}}, "06", {}, {}}, scope,
                        "req-2");
  store.objects[{"in", "anna/t1/cat.jpg"}] = source;
  EXPECT_THROW(process("05"), Error);
  EXPECT_FALSE(store.holds("out", "anna/t1/cat.jpg/metadata.json"));
  EXPECT_FALSE(item().contains("upload"));
}

TEST_F(TellerTest, LeavesTheTableAloneWhereNoneIsConfigured) {
  process();
  EXPECT_TRUE(table.journal.empty());
}

}  // namespace
}  // namespace shrike
