#include "handlers/pipeline/compare_faces.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/modules/face_world.h"
#include "tests/unit/pipeline/entry_fakes.h"

namespace shrike {
namespace {

using fakes::created;
using nlohmann::json;
using testing::HasSubstr;

class CompareFacesEntry : public testing::Test {
 protected:
  CompareFacesEntry() {
    config.reference_bucket = BucketName("people");
    config.topic_arn = "arn";
    faces.show("anna", {"anna"});
    faces.show("party", {"anna", "bert"});
    world.store.add("people", "anna.jpg", "anna");
    world.store.add("uploads", "party/photo 1.jpg", "party");
    world.store.add("uploads", "note.txt", "text");
  }

  RecordResult handle(const S3Record& record) { return handler().handle(record, world.scope()); }

  std::string failure(const S3Record& record) {
    return fakes::failure_of(handler(), record, world.scope());
  }

  /// One for each test, as one sandbox has; made once the test has set the configuration.
  CompareFacesHandler& handler() {
    if (!handler_) handler_.emplace(config, world.services(), topic);
    return *handler_;
  }
  void forget() { handler_.reset(); }

  json stored() const {
    return json::parse(world.store.bytes("results", "party/photo 1.jpg/face-match.json"));
  }

  Config config;
  fakes::FaceWorld faces{world_store()};
  fakes::HandlerWorld world{faces};
  fakes::MemoryTopic topic;

 private:
  const fakes::MemoryStore& world_store() const { return world.store; }
  std::optional<CompareFacesHandler> handler_;
};

TEST_F(CompareFacesEntry, TellsTheTopicWhoWasFound) {
  const RecordResult result = handle(created("party/photo 1.jpg", "05"));
  ASSERT_EQ(topic.notifications.size(), 1U);
  EXPECT_EQ(topic.notifications[0].subject, "Face match 99 %: anna.jpg in party/photo 1.jpg");
  EXPECT_EQ(topic.notifications[0].topic_arn, "arn");
  EXPECT_EQ(topic.notifications[0].attributes.at("outcome"), "match");
  EXPECT_EQ(result.summary,
            json::parse(R"({"bucket":"uploads","key":"party/photo 1.jpg","status":"processed",
                "outcome":"match","reference":"anna.jpg","similarity":99.0,"told":true})"));
  EXPECT_EQ(result.document["outcome"], "match");
  EXPECT_EQ(result.document["source"]["sequencer"], "05");
  EXPECT_FALSE(world.store.holds("results", "party/photo 1.jpg/face-match.json"));
}

TEST_F(CompareFacesEntry, PutsTheReportWhereResultsGo) {
  config.output_bucket = BucketName("results");
  const RecordResult result = handle(created("party/photo 1.jpg", "05"));
  EXPECT_EQ(stored(), result.document);
  EXPECT_EQ(topic.notifications.size(), 1U);
}

TEST_F(CompareFacesEntry, TellsNothingTwiceHoweverOftenTheEventComes) {
  for (const bool with_results : {false, true}) {
    forget();
    topic.notifications.clear();
    if (with_results) config.output_bucket = BucketName("results");
    handle(created("party/photo 1.jpg", "05"));
    EXPECT_EQ(handle(created("party/photo 1.jpg", "05")).summary["told"], false);
    EXPECT_EQ(failure(created("party/photo 1.jpg", "04")), "Event.Outdated");
    EXPECT_EQ(topic.notifications.size(), 1U);
    handle(created("party/photo 1.jpg", "06"));
    EXPECT_EQ(topic.notifications.size(), 2U);
  }
}

TEST_F(CompareFacesEntry, TellsNothingTwiceInAnotherSandboxEither) {
  config.output_bucket = BucketName("results");
  handle(created("party/photo 1.jpg", "05"));
  const json first = stored();
  forget();
  world.store.add("people", "bert.jpg", "anna");  // the references have changed since
  handle(created("party/photo 1.jpg", "05"));
  EXPECT_EQ(topic.notifications.size(), 1U);
  EXPECT_EQ(stored(), first);
}

TEST_F(CompareFacesEntry, ComparesAnewForWhoAsksHimself) {
  config.output_bucket = BucketName("results");
  handle(created("party/photo 1.jpg", "05"));
  world.store.add("people", "anna2.jpg", "anna");
  EXPECT_EQ(handle(created("party/photo 1.jpg", "")).document["references"]["compared"], 2);
  EXPECT_EQ(stored()["references"]["compared"], 2);
  EXPECT_EQ(failure(created("party/photo 1.jpg", "04")), "Event.Outdated");
}

TEST_F(CompareFacesEntry, TriesAgainToTellWhatItCouldNot) {
  config.output_bucket = BucketName("results");
  topic.before = [] { throw Error(ErrorKind::Retry, "Service.Unavailable", "gone"); };
  EXPECT_EQ(failure(created("party/photo 1.jpg", "05")), "Service.Unavailable");
  topic.before = nullptr;
  EXPECT_EQ(handle(created("party/photo 1.jpg", "05")).summary["told"], true);
}

TEST_F(CompareFacesEntry, RefusesWhatIsNoImage) {
  EXPECT_EQ(failure(created("note.txt", "05")), "Image.Unsupported");
  config.output_bucket = BucketName("results");
  const RecordResult result = handle(created("note.txt", "05"));
  ASSERT_TRUE(result.refusal.has_value());
  EXPECT_EQ(result.refusal->type(), "Image.Unsupported");
  EXPECT_EQ(result.summary["status"], "refused");
  const json report = json::parse(world.store.bytes("results", "note.txt/face-match.json"));
  EXPECT_EQ(report["outcome"], "refused");
  EXPECT_EQ(report["refused"]["type"], "Image.Unsupported");
  EXPECT_TRUE(topic.notifications.empty());
}

TEST_F(CompareFacesEntry, RefusesItsOwnOutput) {
  config.output_bucket = BucketName("uploads");
  config.output_prefix = "found/";
  EXPECT_EQ(failure(created("found/a.jpg/face-match.json", "05")), "Event.OwnOutput");
  world.store.add("uploads", "copied.jpg", "party", {{"shrike-output", "rendition"}});
  EXPECT_EQ(failure(created("copied.jpg", "05")), "Event.OwnOutput");
}

TEST_F(CompareFacesEntry, AcknowledgesRemovals) {
  EXPECT_EQ(handle(fakes::removed("party/photo 1.jpg", "06")).summary["status"], "acknowledged");
  EXPECT_TRUE(world.store.journal.empty());
}

TEST_F(CompareFacesEntry, LogsWhichReferencesItLeftOut) {
  world.store.add("people", "readme.txt", "text");
  handle(created("party/photo 1.jpg", "05"));
  EXPECT_THAT(world.lines.all(), HasSubstr("readme.txt"));
}

}  // namespace
}  // namespace shrike
