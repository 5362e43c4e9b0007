#include "handlers/pipeline/track_task.h"

#include <string>

#include <gtest/gtest.h>

#include "handlers/pipeline/event_function.h"
#include "tests/unit/pipeline/entry_fakes.h"
#include "tests/unit/pipeline/memory_table.h"

namespace shrike {
namespace {

using fakes::created;
using nlohmann::json;

class TrackTask : public testing::Test {
 protected:
  TrackTask() {
    config.tasks_table = "tasks";
    for (const char* key : {"anna/t1/cat.jpg", "anna/t1/note.txt", "loose.jpg"}) {
      world.store.add("uploads", key, key == std::string("anna/t1/note.txt") ? "text" : "pixels");
    }
  }

  RecordResult handle(const S3Record& record) {
    TrackTaskHandler handler(config, world.services(), table);
    return handler.handle(record, world.scope());
  }

  std::string failure(const S3Record& record) {
    TrackTaskHandler handler(config, world.services(), table);
    return fakes::failure_of(handler, record, world.scope());
  }

  Config config;
  fakes::ScriptedRecognition recognition;
  fakes::HandlerWorld world{recognition};
  fakes::MemoryTable table;
};

struct Killed {};

TEST_F(TrackTask, PutsAddressAndLabelsDownAndAnswersThem) {
  const RecordResult result = handle(created("anna/t1/cat.jpg", "05"));
  const json item = table.item("anna", "t1");
  EXPECT_EQ(item["upload"]["S"], "s3://uploads/anna/t1/cat.jpg");
  EXPECT_EQ(item["labels"], json::parse(R"({"L":[{"S":"Dog"},{"S":"Animal"}]})"));
  EXPECT_EQ(result.document["statusCode"], 200);
  EXPECT_EQ(result.document["headers"]["Access-Control-Allow-Origin"], "*");
  EXPECT_EQ(
      json::parse(result.document["body"].get<std::string>()),
      json::parse(R"([{"Name":"Dog","Confidence":98.12},{"Name":"Animal","Confidence":98.1}])"));
  EXPECT_EQ(result.summary,
            json::parse(R"({"bucket":"uploads","key":"anna/t1/cat.jpg","status":"processed",
                "user":"anna","task":"t1","labels":2})"));
}

TEST_F(TrackTask, UsesTheTablesOwnKeys) {
  config.tasks_table_keys = {"user", "id"};
  handle(created("anna/t1/cat.jpg", "05"));
  EXPECT_EQ(table.journal.at(0)["TableName"], "tasks");
  EXPECT_EQ(table.journal.at(0)["Key"],
            json::parse(R"({"user":{"S":"user#anna"},"id":{"S":"task#t1"}})"));
}

TEST_F(TrackTask, AsksForNothingButLabels) {
  config.detectors = {Detector::Faces};
  config.max_labels = 3;
  handle(created("anna/t1/cat.jpg", "05"));
  EXPECT_EQ(recognition.asked_for(Detector::Labels).size(), 1U);
  EXPECT_TRUE(recognition.asked_for(Detector::Faces).empty());
  EXPECT_EQ(recognition.last_options.max_labels, 3);
}

TEST_F(TrackTask, RefusesAKeyOfAnotherFormBeforeAnythingElse) {
  EXPECT_EQ(failure(created("loose.jpg", "05")), "Object.KeyNotATask");
  EXPECT_TRUE(world.store.journal.empty());
  EXPECT_TRUE(table.journal.empty());
}

TEST_F(TrackTask, KeepsTheAddressOfWhatIsNoImage) {
  EXPECT_EQ(failure(created("anna/t1/note.txt", "05")), "Image.Unsupported");
  EXPECT_TRUE(table.item("anna", "t1").contains("upload"));
  EXPECT_FALSE(table.item("anna", "t1").contains("labels"));
}

TEST_F(TrackTask, ThrowsWhyThereAreNoLabels) {
  recognition.answers = {Error(ErrorKind::Reject, "Rekognition.AccessDenied", "no permission")};
  EXPECT_EQ(failure(created("anna/t1/cat.jpg", "05")), "Rekognition.AccessDenied");
}

TEST_F(TrackTask, IgnoresALateEvent) {
  handle(created("anna/t1/cat.jpg", "06"));
  EXPECT_EQ(failure(created("anna/t1/cat.jpg", "05")), "Event.Outdated");
}

TEST_F(TrackTask, AnswersADuplicateTheSame) {
  const json first = handle(created("anna/t1/cat.jpg", "06")).document;
  EXPECT_EQ(handle(created("anna/t1/cat.jpg", "06")).document, first);
}

TEST_F(TrackTask, TakesBackWhatARemovedImageSaid) {
  handle(created("anna/t1/cat.jpg", "05"));
  EXPECT_EQ(handle(fakes::removed("anna/t1/cat.jpg", "06")).summary["status"], "removed");
  EXPECT_FALSE(table.item("anna", "t1").contains("upload"));
  EXPECT_FALSE(table.item("anna", "t1").contains("labels"));
}

TEST_F(TrackTask, LeavesNothingOfAnImageWhoseRemovalCameBeforeIt) {
  handle(fakes::removed("anna/t1/cat.jpg", "06"));
  recognition.during = [&] { world.store.objects.erase({"uploads", "anna/t1/cat.jpg"}); };
  EXPECT_EQ(failure(created("anna/t1/cat.jpg", "05")), "Event.Outdated");
  EXPECT_FALSE(table.item("anna", "t1").contains("upload"));
  EXPECT_FALSE(table.item("anna", "t1").contains("labels"));
}

TEST_F(TrackTask, LeavesTheTaskToItsImageWhereAKeyNamesNone) {
  handle(created("anna/t1/cat.jpg", "05"));
  const json item = table.item("anna", "t1");
  EXPECT_EQ(failure(created("anna/t1/cta.jpg", "")), "Object.NotFound");
  EXPECT_EQ(table.item("anna", "t1"), item);
}

TEST_F(TrackTask, LeavesTheTaskToItsImageWhereAnotherThatIsGoneComesLate) {
  world.store.add("uploads", "anna/t1/dog.jpg", "pixels");
  handle(created("anna/t1/cat.jpg", "05"));
  handle(created("anna/t1/dog.jpg", "04"));
  world.store.objects.erase({"uploads", "anna/t1/cat.jpg"});
  EXPECT_EQ(failure(created("anna/t1/cat.jpg", "06")), "Object.NotFound");
  EXPECT_EQ(table.item("anna", "t1")["upload"]["S"], "s3://uploads/anna/t1/dog.jpg");
  EXPECT_TRUE(table.item("anna", "t1").contains("labels"));
}

TEST_F(TrackTask, LeavesTheTaskToItsImageWhereNobodyMayLookForAnother) {
  handle(created("anna/t1/cat.jpg", "05"));
  const json item = table.item("anna", "t1");
  world.store.before = [](std::string_view, const std::string&) {
    throw Error(ErrorKind::Reject, "Object.AccessDenied", "403");
  };
  EXPECT_EQ(failure(created("anna/t1/cta.jpg", "05")), "Object.AccessDenied");
  EXPECT_EQ(table.item("anna", "t1"), item);
}

TEST_F(TrackTask, TakesBackWhatAnAttemptThatDiedPutDownOfAnImageThatIsGone) {
  recognition.during = [] { throw Killed(); };
  EXPECT_THROW(handle(created("anna/t1/cat.jpg", "05")), Killed);
  EXPECT_TRUE(table.item("anna", "t1").contains("upload"));
  world.store.objects.erase({"uploads", "anna/t1/cat.jpg"});
  EXPECT_EQ(failure(created("anna/t1/cat.jpg", "05")), "Object.NotFound");
  EXPECT_FALSE(table.item("anna", "t1").contains("upload"));
}

TEST_F(TrackTask, TakesBackWhatWasAskedForByHandWhereTheRemovalCameBeforeIt) {
  handle(created("anna/t1/cat.jpg", "05"));
  table.before = [&](const json&) {
    table.before = nullptr;
    world.store.objects.erase({"uploads", "anna/t1/cat.jpg"});
    handle(fakes::removed("anna/t1/cat.jpg", "06"));
  };
  EXPECT_EQ(failure(created("anna/t1/cat.jpg", "")), "Event.Outdated");
  EXPECT_FALSE(table.item("anna", "t1").contains("upload"));
}

TEST_F(TrackTask, ReadsAKeyTheOtherWayWhereTheFirstNamesNoObject) {
  world.store.add("uploads", "anna/t1/my cat.jpg", "pixels");
  TrackTaskHandler handler(config, world.services(), table);
  const Environment environment =
      fixed_environment({{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "s"}});
  const EventFunction function(handler, environment, world.logger, world.clock, 512);
  Context context;
  context.deadline = world.clock.time + std::chrono::minutes(1);
  const Response response = function({R"({"invocationSchemaVersion":"1.0","invocationId":"i",
      "job":{"id":"j"},"tasks":[{"taskId":"t","s3Key":"anna/t1/my+cat.jpg","s3VersionId":null,
      "s3BucketArn":"arn:aws:s3:::uploads"}]})"},
                                     context);
  EXPECT_EQ(json::parse(response.body)["results"][0]["resultCode"], "Succeeded");
  EXPECT_EQ(table.item("anna", "t1")["upload"]["S"], "s3://uploads/anna/t1/my cat.jpg");
  EXPECT_TRUE(table.item("anna", "t1").contains("labels"));
}

TEST_F(TrackTask, PutsDownTheVersionThatADeletionForGoodUncovered) {
  S3Record removal = fakes::removed("anna/t1/cat.jpg", "06");
  removal.object.version = VersionId("v2");
  EXPECT_EQ(handle(removal).summary["status"], "processed");
  EXPECT_TRUE(table.item("anna", "t1").contains("labels"));
}

}  // namespace
}  // namespace shrike
