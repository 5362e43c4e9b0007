#include "handlers/modules/task_table.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "tests/unit/pipeline/memory_table.h"

namespace shrike {
namespace {

using nlohmann::json;

TEST(TaskKey, IsReadFromTheFirstTwoFolders) {
  const auto key = task_key_of(ObjectKey("anna/t-1/holiday/cat.jpg"));
  EXPECT_EQ(key.user, "anna");
  EXPECT_EQ(key.task, "t-1");
  EXPECT_EQ(task_key_of(ObjectKey("ü b/+/x")).user, "ü b");
}

TEST(TaskKey, IsInNoOtherKey) {
  for (const auto& key :
       {std::string("cat.jpg"), std::string("anna/cat.jpg"), std::string("anna/t/"),
        std::string("/t/cat.jpg"), std::string("anna//cat.jpg"), std::string("//x"), std::string(),
        std::string("caf\xe9/t/x"), "u/" + std::string(1020, 't') + "/x"}) {
    try {
      (void)task_key_of(ObjectKey(key));
      ADD_FAILURE() << key;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Object.KeyNotATask");
      EXPECT_EQ(error.kind(), ErrorKind::Reject);
    }
  }
}

class TaskTableTest : public testing::Test {
 protected:
  static ObjectRef image(const std::string& name) {
    return {BucketName("uploads"), ObjectKey("anna/t1/" + name), VersionId()};
  }

  /// Both writes of one event. Whether it was recorded.
  bool record(const std::string& name, const std::string& sequencer,
              const std::vector<std::string>& labels) {
    try {
      const auto recorded = tasks.record_upload(image(name), sequencer, {});
      return recorded && tasks.record_labels(*recorded, labels, {});
    } catch (const Error& error) {
      if (error.type() != "Event.Outdated") throw;
      return false;
    }
  }

  void remove(const std::string& name, const std::string& sequencer) {
    tasks.record_removal(image(name), sequencer, {});
  }

  /// "cat.jpg: Cat, Animal", or "nothing".
  [[nodiscard]] std::string told() const {
    const json item = table.item("anna", "t1");
    if (!item.contains("upload")) return item.contains("labels") ? "labels alone" : "nothing";
    const auto upload = item["upload"]["S"].get<std::string>();
    std::string text = upload.substr(upload.rfind('/') + 1) + ':';
    if (!item.contains("labels")) return text;
    for (const json& label : item["labels"]["L"]) text += ' ' + label["S"].get<std::string>();
    return text;
  }

  fakes::MemoryTable table;
  TaskTable tasks{table, {.table = "tasks"}};
};

TEST_F(TaskTableTest, SetsUploadThenLabels) {
  const auto recorded = tasks.record_upload(image("cat.jpg"), "05", {});
  ASSERT_TRUE(recorded);
  EXPECT_EQ(told(), "cat.jpg:");
  EXPECT_TRUE(tasks.record_labels(*recorded, {"Cat", "Animal"}, {}));
  EXPECT_EQ(told(), "cat.jpg: Cat Animal");
  const json item = table.item("anna", "t1");
  EXPECT_EQ(item["upload"], json({{"S", "s3://uploads/anna/t1/cat.jpg"}}));
  EXPECT_EQ(item["labels"], json::parse(R"({"L":[{"S":"Cat"},{"S":"Animal"}]})"));
  EXPECT_EQ(table.journal.at(0)["TableName"], "tasks");
}

TEST_F(TaskTableTest, TakesTheNamesOfTheTablesOwnKey) {
  TaskTable own(table, {.table = "tasks", .partition_key = "user", .sort_key = "id"});
  (void)own.record_upload(image("cat.jpg"), "05", {});
  EXPECT_EQ(table.journal.at(0)["Key"],
            json::parse(R"({"user":{"S":"user#anna"},"id":{"S":"task#t1"}})"));
}

TEST_F(TaskTableTest, LeavesWhatTheTableHoldsBesides) {
  record("cat.jpg", "05", {"Cat"});
  table.items.begin()->second["title"] = {{"S", "Photograph the cat"}};
  record("cat.jpg", "06", {"Dog"});
  remove("cat.jpg", "07");
  EXPECT_EQ(table.item("anna", "t1")["title"]["S"], "Photograph the cat");
}

TEST_F(TaskTableTest, LetsALaterEventReplaceAnEarlierOne) {
  record("cat.jpg", "05", {"Cat"});
  EXPECT_TRUE(record("cat.jpg", "0600", {"Dog"}));
  EXPECT_EQ(told(), "cat.jpg: Dog");
}

TEST_F(TaskTableTest, LeavesALaterEventToALateOne) {
  record("cat.jpg", "06", {"Dog"});
  EXPECT_FALSE(record("cat.jpg", "05ff", {"Cat"}));
  EXPECT_EQ(told(), "cat.jpg: Dog");
}

TEST_F(TaskTableTest, TellsALateEventFromATaskThatAnotherImageHas) {
  record("cat.jpg", "06", {"Cat"});
  try {
    (void)tasks.record_upload(image("cat.jpg"), "05", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Event.Outdated");
    EXPECT_EQ(error.kind(), ErrorKind::Ignore);
  }
  record("dog.jpg", "05", {"Dog"});
  EXPECT_FALSE(tasks.record_upload(image("cat.jpg"), "06", {}));
}

TEST_F(TaskTableTest, ComparesSequencersOfAnyLengthAndCase) {
  record("cat.jpg", "0055AED6DCD90281E5", {"Old"});
  EXPECT_FALSE(record("cat.jpg", "0055aed6dcd90281e4ff", {"Older"}));
  EXPECT_TRUE(record("cat.jpg", "0055aed6dcd90281e500", {"Same"}));
  EXPECT_TRUE(record("cat.jpg", "0055AED6DCD90281E501", {"New"}));
  EXPECT_EQ(told(), "cat.jpg: New");
}

TEST_F(TaskTableTest, WritesTheSameForADuplicate) {
  record("cat.jpg", "05", {"Cat"});
  const auto before = table.items;
  EXPECT_TRUE(record("cat.jpg", "05", {"Cat"}));
  EXPECT_EQ(table.items, before);
}

TEST_F(TaskTableTest, CompletesWhatADuplicateFindsHalfDone) {
  (void)tasks.record_upload(image("cat.jpg"), "05", {});
  EXPECT_TRUE(record("cat.jpg", "05", {"Cat"}));
  EXPECT_EQ(told(), "cat.jpg: Cat");
}

TEST_F(TaskTableTest, ShowsNoLabelsOfAnotherUpload) {
  const auto first = tasks.record_upload(image("cat.jpg"), "05", {});
  tasks.record_labels(*first, {"Cat"}, {});
  (void)tasks.record_upload(image("cat.jpg"), "06", {});
  EXPECT_EQ(told(), "cat.jpg:");
  EXPECT_FALSE(tasks.record_labels(*first, {"Cat"}, {}));
  EXPECT_EQ(told(), "cat.jpg:");
}

TEST_F(TaskTableTest, TellsOfTheImageThatCameLast) {
  record("cat.jpg", "09", {"Cat"});
  // Sequencers say nothing of two keys: this one is new to the task.
  EXPECT_TRUE(record("dog.jpg", "05", {"Dog"}));
  EXPECT_EQ(told(), "dog.jpg: Dog");
  EXPECT_FALSE(record("cat.jpg", "09", {"Cat"})) << "a duplicate";
  EXPECT_EQ(told(), "dog.jpg: Dog");
}

TEST_F(TaskTableTest, TellsAgainOfWhatAnEarlierRemovalTookAwayOrMayYet) {
  record("cat.jpg", "05", {"Cat"});
  remove("cat.jpg", "06");
  tasks.record_again(image("cat.jpg"), "07", {{"Cat", "Animal"}}, {});
  EXPECT_EQ(told(), "cat.jpg: Cat Animal");
  remove("cat.jpg", "06");
  EXPECT_EQ(told(), "cat.jpg: Cat Animal");
  tasks.record_again(image("cat.jpg"), "08", std::nullopt, {});
  EXPECT_EQ(told(), "cat.jpg:");
}

TEST_F(TaskTableTest, TellsNotAgainOfWhatIsAnothersOrALaterEventsOrWasNeverTold) {
  tasks.record_again(image("cat.jpg"), "05", {{"Cat"}}, {});
  EXPECT_TRUE(table.items.empty());
  record("cat.jpg", "06", {"Cat"});
  tasks.record_again(image("cat.jpg"), "05", {{"Dog"}}, {});
  EXPECT_EQ(told(), "cat.jpg: Cat");
  record("dog.jpg", "06", {"Dog"});
  tasks.record_again(image("cat.jpg"), "07", {{"Cat"}}, {});
  EXPECT_EQ(told(), "dog.jpg: Dog");
}

TEST_F(TaskTableTest, TakesAwayWhatIsRemoved) {
  record("cat.jpg", "05", {"Cat"});
  remove("cat.jpg", "06");
  EXPECT_EQ(told(), "nothing");
  EXPECT_FALSE(record("cat.jpg", "05", {"Cat"})) << "a late event";
  EXPECT_EQ(told(), "nothing");
  EXPECT_TRUE(record("cat.jpg", "07", {"Cat"}));
  EXPECT_EQ(told(), "cat.jpg: Cat");
}

TEST_F(TaskTableTest, RecordsAnewWhatARemovalUncovered) {
  record("cat.jpg", "05", {"Cat"});
  remove("cat.jpg", "06");
  EXPECT_TRUE(record("cat.jpg", "06", {"Older cat"}));
  EXPECT_EQ(told(), "cat.jpg: Older cat");
}

TEST_F(TaskTableTest, LeavesALaterImageToALateRemoval) {
  record("cat.jpg", "07", {"Cat"});
  remove("cat.jpg", "06");
  EXPECT_EQ(told(), "cat.jpg: Cat");
}

TEST_F(TaskTableTest, LeavesAnotherImageToARemoval) {
  record("cat.jpg", "05", {"Cat"});
  record("dog.jpg", "06", {"Dog"});
  remove("cat.jpg", "09");
  EXPECT_EQ(told(), "dog.jpg: Dog");
}

TEST_F(TaskTableTest, KeepsFortySixBytesOfEachImageForEver) {
  const auto bytes = [&] {
    std::size_t sum = 0;
    const json item = table.item("anna", "t1");
    for (const auto& [name, value] : item.items()) {
      if (name.starts_with("seq:")) sum += name.size() + value.at("S").get<std::string>().size();
    }
    return sum;
  };
  for (int image = 1; image <= 3; ++image) {
    const std::string name = "holiday/photograph " + std::to_string(image) + ".jpg";
    record(name, "0055AED6DCD90281E5", {"Cat"});
    remove(name, "0055AED6DCD90281E6");
    EXPECT_EQ(bytes(), 46U * static_cast<std::size_t>(image));
  }
}

TEST_F(TaskTableTest, MakesNoItemForARemoval) {
  remove("cat.jpg", "05");
  EXPECT_TRUE(table.items.empty());
}

TEST_F(TaskTableTest, TakesTheItemsSequencerWithoutOneOfItsOwn) {
  EXPECT_TRUE(record("cat.jpg", "", {"Cat"}));
  EXPECT_TRUE(record("cat.jpg", "05", {"Dog"}));
  EXPECT_TRUE(record("cat.jpg", "", {"By hand"}));
  EXPECT_EQ(told(), "cat.jpg: By hand");
  EXPECT_FALSE(record("cat.jpg", "04", {"Late"}));
  EXPECT_TRUE(record("cat.jpg", "06", {"Later"}));
}

TEST_F(TaskTableTest, LosesToAnEventThatComesInBetweenWithoutASequencer) {
  record("cat.jpg", "05", {"Cat"});
  bool raced = false;
  table.before = [&](const json& input) {
    if (raced || input["ConditionExpression"] != "#s = :s") return;
    raced = true;
    record("cat.jpg", "06", {"Dog"});
  };
  EXPECT_FALSE(record("cat.jpg", "", {"By hand"}));
  EXPECT_TRUE(raced);
  EXPECT_EQ(told(), "cat.jpg: Dog");
}

TEST_F(TaskTableTest, TakesAnItemOfAnotherShapeForALaterOne) {
  record("cat.jpg", "05", {"Cat"});
  for (auto& [name, value] : table.items.begin()->second.items()) {
    if (name == "upload") value = {{"N", "7"}};
  }
  EXPECT_FALSE(record("cat.jpg", "05", {"Cat"}));
}

TEST_F(TaskTableTest, PassesFailuresOn) {
  table.before = [](const json&) {
    throw Error(ErrorKind::Retry, "Service.Throttled", "slow down");
  };
  EXPECT_THROW(record("cat.jpg", "05", {"Cat"}), Error);
  EXPECT_THROW(remove("cat.jpg", "05"), Error);
}

}  // namespace
}  // namespace shrike
