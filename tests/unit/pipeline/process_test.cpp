#include "handlers/pipeline/process.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/pipeline/event_function.h"
#include "runtime/error.h"
#include "tests/unit/pipeline/pipeline_world.h"

namespace shrike {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json record(const std::string& key, const std::string& event = "ObjectCreated:Put") {
  const bool removed = event.find("Removed") != std::string::npos;
  return {{"eventVersion", "2.1"},
          {"eventSource", "aws:s3"},
          {"eventName", event},
          {"s3",
           {{"bucket", {{"name", "photos"}}},
            {"object", {{"key", key}, {"size", 6}, {"sequencer", removed ? "06" : "05"}}}}}};
}

class Process : public testing::Test, protected fakes::PipelineWorld {
 protected:
  Process() {
    config.output_bucket = BucketName("results");
    config.renditions = {{"thumb", 320, 320, Format::Webp, 80, false}};
    config.detectors = {Detector::Labels};
    context.request_id = "req-1";
    context.deadline = clock.time + std::chrono::seconds(10);
    for (const char* key : {"a.jpg", "b.jpg", "my photo+1.jpg"}) store.add("photos", key, "pixels");
    store.add("photos", "note.txt", "text");
  }

  json invoke(const json& event) {
    ProcessHandler handler(config, services(), topic, table);
    const EventFunction function(handler, environment, logger, clock, config.memory_mb);
    return json::parse(function({event.dump()}, context).body);
  }

  json notify(std::initializer_list<json> records) {
    return invoke({{"Records", json(records)}})["records"];
  }

  Error failure(const json& event) {
    return fakes::failure_of_action([&] { invoke(event); });
  }

  [[nodiscard]] bool told(const std::string& key) const {
    return store.holds("results", key + "/metadata.json");
  }

  void fail_downloads_of(const std::string& failing, const Error& error) {
    store.before = [failing, error](std::string_view operation, const std::string& key) {
      if (operation == "get" && key == failing) throw Error(error);
    };
  }

  Environment environment = fixed_environment(
      {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "secret"}});
  Context context;
};

TEST_F(Process, ProcessesEveryRecord) {
  const json records = notify({record("a.jpg"), record("my+photo%2B1.jpg")});
  EXPECT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1], json::parse(R"({"bucket":"photos","key":"my photo+1.jpg",
      "status":"processed","metadataKey":"my photo+1.jpg/metadata.json",
      "renditions":["my photo+1.jpg/thumb.webp"],"labels":2,"refused":[]})"));
  EXPECT_TRUE(told("a.jpg"));
  EXPECT_TRUE(told("my photo+1.jpg"));
}

TEST_F(Process, AcknowledgesTheTestEvent) {
  EXPECT_EQ(invoke({{"Service", "Amazon S3"}, {"Event", "s3:TestEvent"}, {"Bucket", "photos"}}),
            json::parse(R"({"status":"acknowledged"})"));
  EXPECT_TRUE(store.journal.empty());
}

TEST_F(Process, AcknowledgesOtherEvents) {
  EXPECT_EQ(notify({record("a.jpg", "ObjectTagging:Put")})[0]["status"], "acknowledged");
  EXPECT_TRUE(store.journal.empty());
  EXPECT_THAT(lines.all(), HasSubstr("ObjectTagging:Put"));
}

TEST_F(Process, TakesAwayWhatWasMadeOfARemovedImage) {
  notify({record("a.jpg")});
  EXPECT_EQ(notify({record("a.jpg", "ObjectRemoved:Delete")})[0]["status"], "kept");
  store.objects.erase({"photos", "a.jpg"});
  EXPECT_EQ(notify({record("a.jpg", "ObjectRemoved:Delete")})[0],
            json::parse(R"({"bucket":"photos","key":"a.jpg","event":"ObjectRemoved:Delete",
                            "status":"removed","outputs":2})"));
  EXPECT_FALSE(told("a.jpg"));
}

TEST_F(Process, IgnoresFoldersMarkers) {
  json marker = record("holiday/");
  marker["s3"]["object"]["size"] = 0;
  EXPECT_EQ(notify({marker})[0]["status"], "ignored");
  EXPECT_TRUE(store.journal.empty());
}

TEST_F(Process, ProcessesAnImageWhoseKeyEndsLikeAFolder) {
  store.add("photos", "holiday/", "pixels");
  EXPECT_EQ(notify({record("holiday/")})[0]["status"], "processed");
}

TEST_F(Process, SucceedsWhenARecordCanNeverSucceed) {
  const json records =
      notify({record("note.txt"), record("gone.jpg"), json{{"x", 1}}, record("a.jpg")});
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0]["status"], "refused");
  EXPECT_EQ(records[0]["type"], "Event.Malformed");
  EXPECT_EQ(records[1]["status"], "refused");
  EXPECT_EQ(records[1]["refused"][0]["type"], "Image.Unsupported");
  EXPECT_EQ(records[2]["status"], "refused");
  EXPECT_EQ(records[2]["type"], "Object.NotFound");
  EXPECT_EQ(records[3]["status"], "processed");
  EXPECT_TRUE(told("note.txt"));
  EXPECT_FALSE(told("gone.jpg"));
}

TEST_F(Process, FailsAfterTheLastRecordWhenOneIsWorthAnotherTry) {
  fail_downloads_of("a.jpg", {ErrorKind::Retry, "Service.Throttled", "slow down"});
  const Error error = failure({{"Records", {record("a.jpg"), record("b.jpg")}}});
  EXPECT_EQ(error.type(), "Service.Throttled");
  EXPECT_TRUE(error.retryable());
  EXPECT_THAT(error.message(), HasSubstr("1 of 2"));
  EXPECT_TRUE(told("b.jpg"));
}

TEST_F(Process, FailsWhenTheOperatorHasToMendSomething) {
  fail_downloads_of("a.jpg", {ErrorKind::Reject, "Object.AccessDenied", "403"});
  EXPECT_EQ(failure({{"Records", {record("a.jpg"), record("b.jpg")}}}).type(),
            "Object.AccessDenied");
  EXPECT_TRUE(told("b.jpg"));
}

TEST_F(Process, TellsAFailureThatARetryCanHelpFirst) {
  store.before = [](std::string_view operation, const std::string& key) {
    if (operation != "get") return;
    if (key == "a.jpg") throw Error(ErrorKind::Reject, "Bucket.NotFound", "no bucket");
    throw Error(ErrorKind::Retry, "Service.Unavailable", "503");
  };
  EXPECT_EQ(failure({{"Records", {record("a.jpg"), record("b.jpg")}}}).type(),
            "Service.Unavailable");
}

TEST_F(Process, GoesOnAfterAnExceptionThatNobodyForesaw) {
  store.before = [](std::string_view operation, const std::string& key) {
    if (operation == "get" && key == "a.jpg") throw std::bad_alloc();
  };
  const Error error = failure({{"Records", {record("a.jpg"), record("b.jpg")}}});
  EXPECT_EQ(error.kind(), ErrorKind::Bug);
  EXPECT_TRUE(told("b.jpg"));
}

TEST_F(Process, TakesAnOutdatedEventForASuccess) {
  json later = record("a.jpg");
  later["s3"]["object"]["sequencer"] = "06";
  notify({later});
  EXPECT_EQ(notify({record("a.jpg")})[0]["status"], "ignored");
}

TEST_F(Process, RefusesItsOwnOutput) {
  config.output_bucket = BucketName("photos");
  EXPECT_EQ(notify({record("a.jpg")})[0]["type"], "Event.OwnOutput");
  config.output_prefix = "made/";
  EXPECT_EQ(notify({record("made/a.jpg/thumb.webp")})[0]["type"], "Event.OwnOutput");
  EXPECT_TRUE(store.journal.empty());
  EXPECT_EQ(notify({record("a.jpg")})[0]["status"], "processed");
}

TEST_F(Process, RefusesOtherBucketsThanTheOneConfigured) {
  config.image_bucket = BucketName("elsewhere");
  EXPECT_EQ(notify({record("a.jpg")})[0]["type"], "Event.UnexpectedBucket");
  EXPECT_TRUE(store.journal.empty());
}

TEST_F(Process, AnswersADirectInvocationWithTheMetadata) {
  const json answer = invoke({{"bucket", "photos"}, {"key", "my photo+1.jpg"}});
  EXPECT_EQ(answer["metadataKey"], "my photo+1.jpg/metadata.json");
  EXPECT_EQ(answer["metadata"],
            json::parse(store.bytes("results", "my photo+1.jpg/metadata.json")));
}

TEST_F(Process, ThrowsTheRefusalOfADirectInvocationOnceItIsRecorded) {
  EXPECT_EQ(failure({{"bucket", "photos"}, {"key", "note.txt"}}).type(), "Image.Unsupported");
  EXPECT_TRUE(told("note.txt"));
  EXPECT_EQ(failure({{"bucket", "photos"}, {"key", "gone.jpg"}}).type(), "Object.NotFound");
}

TEST_F(Process, AnswersWithinLambdasLimit) {
  // Each control character takes three bytes in the event and six in the answer.
  std::string key;
  for (int count = 0; count < 1024; ++count) key += "%01";
  const json records = json(std::vector<json>(1100, record(key, "ObjectTagging:Put")));
  EXPECT_EQ(invoke({{"Records", records}}), json::parse(R"({"truncated":true})"));
}

TEST_F(Process, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(failure({{"hello", "world"}}).type(), "Event.Unknown");
}

TEST_F(Process, FailsWithoutCredentials) {
  environment = fixed_environment({});
  EXPECT_EQ(failure({{"Records", {record("a.jpg")}}}).type(), "Credentials.Missing");
}

TEST_F(Process, KeepsAMarginBeforeTheDeadline) {
  context.deadline = clock.time + std::chrono::milliseconds(100);
  EXPECT_EQ(failure({{"Records", {record("a.jpg")}}}).type(), "Function.DeadlineExceeded");
}

TEST_F(Process, KeepsCredentialsOutOfTheLog) {
  notify({record("a.jpg")});
  EXPECT_EQ(lines.all().find("AKIDEXAMPLE"), std::string::npos);
}

}  // namespace
}  // namespace shrike
