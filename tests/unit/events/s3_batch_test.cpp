#include "handlers/events/s3_batch.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/events/fixtures.h"

namespace shrike {
namespace {

using fixtures::only_record;
using fixtures::parsed;
using nlohmann::json;
using testing::ElementsAre;
using testing::Pair;

json task_with(const char* field, const json& value) {
  json event = fixtures::event("s3-batch-1");
  event["tasks"][0][field] = value;
  return event;
}

TEST(S3Batch, RemembersWhatTheAnswerEchoes) {
  const Event event = parsed(std::string("s3-batch-2"));
  EXPECT_EQ(event.batch.schema_version, "2.0");
  EXPECT_EQ(event.batch.invocation_id, "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo");
  EXPECT_EQ(event.items.at(0).id, "dGFza2lkZ29lc2hlcmUK");
  EXPECT_THAT(event.batch.user_arguments, ElementsAre(Pair("purpose", "backfill")));
}

TEST(S3Batch, TakesTheBucketAsNameOrArn) {
  const std::pair<const char*, const char*> rows[] = {{"arn:aws:s3:::photos", "photos"},
                                                      {"arn:aws-cn:s3:::photos", "photos"},
                                                      {"photos", "photos"}};
  for (const auto& [arn, name] : rows) {
    EXPECT_EQ(only_record(parsed(task_with("s3BucketArn", arn))).object.bucket.str(), name) << arn;
  }
}

TEST(S3Batch, ReadsTheVersion) {
  EXPECT_EQ(only_record(parsed(task_with("s3VersionId", "v1"))).object.version.str(), "v1");
}

TEST(S3Batch, DecodesPercentAndKeepsPlus) {
  const S3Record record = only_record(parsed(task_with("s3Key", "a%20b+c%2Bd%zz.png")));
  EXPECT_EQ(record.object.key.str(), "a b+c+d%zz.png");
  EXPECT_EQ(record.other_key->str(), "a b c+d%zz.png");
}

TEST(S3Batch, KeepsTheTaskOfWhatItCannotRead) {
  for (const json& event :
       {task_with("s3Key", nullptr), task_with("s3Key", ""), task_with("s3BucketArn", 7),
        task_with("s3BucketArn", "arn:aws:s3:us-east-1:1:accesspoint/a"),
        task_with("s3VersionId", json::array()), task_with("s3Bucket", "a/b"),
        task_with("s3Key", std::string(1025, 'k'))}) {
    const Event read = parsed(event);
    ASSERT_EQ(read.items.size(), 1U);
    EXPECT_EQ(read.items[0].id, "dGFza2lkZ29lc2hlcmUK");
    EXPECT_EQ(read.items[0].malformed.size(), 1U) << event.dump();
    EXPECT_TRUE(read.items[0].records.empty()) << event.dump();
  }
}

TEST(S3Batch, IsOneEvenWithoutTasks) {
  json event = fixtures::event("s3-batch-1");
  event["tasks"] = "none";
  const Event read = parsed(event);
  EXPECT_EQ(read.source, EventSource::S3Batch);
  EXPECT_EQ(read.items.at(0).malformed.size(), 1U);
}

TEST(S3Batch, RunsItsTasksThoughTheJobsArgumentsAreMalformed) {
  json event = fixtures::event("s3-batch-2");
  event["job"]["userArguments"] = json::array({1});
  const Event read = parsed(event);
  ASSERT_EQ(read.items.size(), 2U);
  EXPECT_EQ(read.items[0].malformed.size(), 1U);
  EXPECT_EQ(read.items[1].records.size(), 1U);
}

}  // namespace
}  // namespace shrike
