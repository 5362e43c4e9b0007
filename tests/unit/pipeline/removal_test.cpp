#include "handlers/pipeline/removal.h"

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

const std::string kKey = "anna/t1/cat.jpg";

/// The way back of an image, and who is told on its way.
class RemovalTest : public testing::Test, protected fakes::PipelineWorld {
 protected:
  RemovalTest() {
    config.output_bucket = BucketName("out");
    config.renditions = {{"thumb", 320, 320, Format::Webp, 80, false}};
    config.detectors = {Detector::Labels};
    config.tasks_table = "tasks";
    scope.deadline = clock.time + std::chrono::seconds(10);
    store.add("in", kKey, "pixels");
  }

  static ObjectTask task(const std::string& sequencer, const std::string& version = {}) {
    return {{BucketName("in"), ObjectKey(kKey), VersionId(version)}, sequencer, {}, {}};
  }

  void process(const std::string& sequencer, const std::string& version = {}) {
    (void)pipeline().process(task(sequencer, version), scope, "req-1");
  }

  RemovedObject remove(const std::string& sequencer, const std::string& version = {}) {
    ObjectTask removal = task(sequencer, version);
    removal.may_uncover = !version.empty();
    return pipeline().remove(removal, scope, "req-2");
  }

  RemovedObject remove_by_marker(const std::string& sequencer, const std::string& marker) {
    return pipeline().remove(task(sequencer, marker), scope, "req-2");
  }

  void put(const std::string& version, const std::string& bytes) {
    store.add("in", kKey, bytes);
    store.objects.at({"in", kKey}).info.version = VersionId(version);
  }

  [[nodiscard]] std::size_t outputs() const {
    std::size_t count = 0;
    for (const auto& [name, object] : store.objects) {
      if (name.first == "out") ++count;
    }
    return count;
  }

  [[nodiscard]] bool is_recorded() const { return table.item("anna", "t1").contains("upload"); }

  void delete_source() { store.objects.erase({"in", kKey}); }
};

TEST_F(RemovalTest, TakesOutputsAndTaskAway) {
  process("05");
  EXPECT_TRUE(is_recorded());
  delete_source();
  const RemovedObject removed = remove("06");
  EXPECT_EQ(removed.outputs, 2U);
  EXPECT_FALSE(removed.kept || removed.restored);
  EXPECT_EQ(outputs(), 0U);
  EXPECT_FALSE(is_recorded());
  EXPECT_EQ(remove("06").outputs, 0U) << "a duplicate";
}

TEST_F(RemovalTest, LeavesTheOutputsOfAnImageThatCameAfter) {
  process("07");
  EXPECT_TRUE(remove("06").kept);
  EXPECT_EQ(outputs(), 2U);
  EXPECT_TRUE(is_recorded());
}

TEST_F(RemovalTest, LeavesLaterOutputsEvenOfAnEmptyKey) {
  process("07");
  delete_source();
  EXPECT_EQ(remove("06").outputs, 0U);
  EXPECT_EQ(outputs(), 2U);
}

TEST_F(RemovalTest, BelievesItsEventWhereItMayNotLook) {
  process("05");
  store.before = [](std::string_view operation, const std::string& key) {
    if (operation == "head" && key == kKey) {
      throw Error(ErrorKind::Reject, "Object.AccessDenied", "403");
    }
  };
  EXPECT_EQ(remove("06").outputs, 2U);
}

TEST_F(RemovalTest, OfAVersionLeavesWhatIsTrueOfTheCurrentOne) {
  store.objects.at({"in", kKey}).info.version = VersionId("v2");
  process("07", "v2");
  EXPECT_TRUE(remove("08", "v1").kept);
  EXPECT_EQ(outputs(), 2U);
}

TEST_F(RemovalTest, OfAVersionHasTheOneBeneathProcessedAnew) {
  store.objects.at({"in", kKey}).info.version = VersionId("v2");
  process("07", "v2");
  store.add("in", kKey, "older pixels");
  store.objects.at({"in", kKey}).info.version = VersionId("v1");
  const RemovedObject removed = remove("08", "v2");
  ASSERT_TRUE(removed.restored);
  EXPECT_EQ(removed.restored->report.object.version, VersionId("v1"));
  const json document = json::parse(store.bytes("out", kKey + "/metadata.json"));
  EXPECT_EQ(document["source"]["sequencer"], "08");
  EXPECT_EQ(store.bytes("out", kKey + "/thumb.webp"), "thumb of older pixels");
  EXPECT_TRUE(is_recorded());
}

TEST_F(RemovalTest, OfAVersionKeepsTheTaskThatAnEarlierRemovalTookAway) {
  store.objects.at({"in", kKey}).info.version = VersionId("v1");
  process("05", "v1");
  const TaskTable tasks(table, {config.tasks_table});
  tasks.record_removal(task("06").object, "06", scope);
  ASSERT_FALSE(is_recorded());
  EXPECT_TRUE(remove("07", "v2").kept);
  EXPECT_TRUE(is_recorded());
  EXPECT_EQ(table.item("anna", "t1")["labels"],
            json::parse(R"({"L":[{"S":"Dog"},{"S":"Animal"}]})"));
}

TEST_F(RemovalTest, OfAVersionKeepsTheTaskFromAnEarlierRemovalThatIsStillAtIt) {
  store.objects.at({"in", kKey}).info.version = VersionId("v1");
  process("05", "v1");
  EXPECT_TRUE(remove("07", "v2").kept);
  const TaskTable tasks(table, {config.tasks_table});
  tasks.record_removal(task("06").object, "06", scope);
  EXPECT_TRUE(is_recorded());
}

TEST_F(RemovalTest, OfAVersionComesAgainWhenAnotherIsToldOfMeanwhile) {
  store.objects.at({"in", kKey}).info.version = VersionId("v1");
  process("05", "v1");
  store.before = [&](std::string_view operation, const std::string& key) {
    auto& mark = store.objects.at({"out", kKey + "/metadata.json"}).info.metadata["shrike-source"];
    if (operation == "head" && key.ends_with(".webp")) mark = "v3";
  };
  EXPECT_EQ(fakes::failure_of_action([&] { (void)remove("07", "v2"); }).type(), "Output.Contended");
}

TEST_F(RemovalTest, OfAMarkerLeavesTheUploadThatCameAfterToItsOwnEvent) {
  store.objects.at({"in", kKey}).info.version = VersionId("v1");
  process("05", "v1");
  put("v3", "newer pixels");
  EXPECT_TRUE(remove_by_marker("06", "v2").kept);
  EXPECT_EQ(store.bytes("out", kKey + "/thumb.webp"), "thumb of pixels");
}

TEST_F(RemovalTest, OfAMarkerLeavesTellingOfAnUploadThatCameAfterToItsOwnEvent) {
  config.topic_arn = "arn";
  put("v4", "newest pixels");
  ASSERT_TRUE(remove_by_marker("02", "v2").restored) << "the upload before it has not told yet";
  EXPECT_EQ(store.bytes("out", kKey + "/thumb.webp"), "thumb of newest pixels");
  EXPECT_TRUE(topic.notifications.empty());
  put("v3", "newer pixels");
  process("03", "v3");
  EXPECT_EQ(topic.notifications.size(), 1U);
  put("v4", "newest pixels");
  process("04", "v4");
  EXPECT_EQ(topic.notifications.size(), 2U);
  EXPECT_TRUE(remove_by_marker("02", "v2").kept);
  EXPECT_EQ(topic.notifications.size(), 2U);
}

TEST_F(RemovalTest, OfAVersionTellsOfTheOneBeneathThatAMarkersEventFoundBefore) {
  config.topic_arn = "arn";
  put("v1", "pixels");
  ASSERT_TRUE(remove_by_marker("06", "v2").restored);
  EXPECT_TRUE(remove("07", "v2").restored);
  EXPECT_EQ(topic.notifications.size(), 1U);
  EXPECT_TRUE(remove("08", "v2").kept);
  EXPECT_EQ(topic.notifications.size(), 1U);
}

TEST_F(RemovalTest, MendsWhatItDeletedOfAnImageThatCameMeanwhile) {
  process("05");
  delete_source();
  bool came = false;
  store.before = [&](std::string_view operation, const std::string& key) {
    if (operation != "remove" || came) return;
    came = key.ends_with("metadata.json");
    store.add("in", kKey, "newer pixels");
  };
  const RemovedObject removed = remove("06");
  EXPECT_TRUE(removed.restored);
  EXPECT_EQ(store.bytes("out", kKey + "/thumb.webp"), "thumb of newer pixels");
  EXPECT_TRUE(is_recorded());
}

TEST_F(RemovalTest, IsDoneByACreationThatFindsItsImageGone) {
  images.making = [&] { delete_source(); };
  const Error error = fakes::failure_of_action([&] { process("05"); });
  EXPECT_EQ(error.type(), "Event.Outdated");
  EXPECT_EQ(error.kind(), ErrorKind::Ignore);
  EXPECT_EQ(outputs(), 0U);
  EXPECT_FALSE(is_recorded());
}

TEST_F(RemovalTest, IsDoneByALateCreationForTheAttemptBeforeIt) {
  process("05");
  delete_source();
  EXPECT_EQ(fakes::failure_of_action([&] { process("05"); }).type(), "Object.NotFound");
  EXPECT_EQ(outputs(), 0U);
  EXPECT_FALSE(is_recorded());
}

TEST_F(RemovalTest, IsTriedAgainByACreationWhoseImageCameBackMeanwhile) {
  images.making = [&] { delete_source(); };
  store.before = [&](std::string_view operation, const std::string&) {
    if (operation == "remove") store.add("in", kKey, "pixels");
  };
  const Error error = fakes::failure_of_action([&] { process("05"); });
  EXPECT_EQ(error.type(), "Output.Contended");
  EXPECT_TRUE(error.retryable());
  images.making = nullptr;
  process("05");
  EXPECT_EQ(outputs(), 2U);
  EXPECT_TRUE(is_recorded());
}

TEST_F(RemovalTest, IsNotDoneByACreationThatMayNotLook) {
  store.before = [](std::string_view operation, const std::string& key) {
    if (operation == "head" && key == kKey) {
      throw Error(ErrorKind::Reject, "Object.AccessDenied", "403");
    }
  };
  process("05");
  EXPECT_EQ(outputs(), 2U);
}

TEST_F(RemovalTest, FailsWhereItMayNotDelete) {
  process("05");
  delete_source();
  store.before = [](std::string_view operation, const std::string&) {
    if (operation == "remove") throw Error(ErrorKind::Reject, "Object.AccessDenied", "403");
  };
  EXPECT_EQ(fakes::failure_of_action([&] { (void)remove("06"); }).type(), "Object.AccessDenied");
}

}  // namespace
}  // namespace shrike
