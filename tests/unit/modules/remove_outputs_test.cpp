#include "handlers/modules/remove_outputs.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/modules/output_marks.h"
#include "runtime/error.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

class RemoveOutputs : public testing::Test {
 protected:
  void add(const std::string& key, const std::string& sequencer) {
    std::map<std::string, std::string> marks{{kOutputMark, "rendition"}};
    if (!sequencer.empty()) marks[kSequencerMark] = sequencer;
    store.add("out", key, "bytes of " + sequencer, marks);
  }

  std::size_t remove(const std::string& sequencer) {
    return remove_outputs(
        store, {BucketName("out"), "made/cat.jpg/", ObjectKey("made/cat.jpg/metadata.json")},
        sequencer, {});
  }

  Error failure(const std::string& sequencer) {
    try {
      remove(sequencer);
    } catch (const Error& error) {
      return error;
    }
    return {ErrorKind::Bug, "none", ""};
  }

  [[nodiscard]] std::vector<std::string> left() const {
    std::vector<std::string> keys;
    for (const auto& [name, object] : store.objects) keys.push_back(name.second);
    return keys;
  }

  fakes::MemoryStore store;
};

TEST_F(RemoveOutputs, DeletesEveryPageAndTheMetadataObjectFirst) {
  for (const char* name : {"a.webp", "b.webp", "c.webp", "metadata.json", "z.webp"}) {
    add(std::string("made/cat.jpg/") + name, "05");
  }
  EXPECT_EQ(remove("05"), 5U);
  EXPECT_TRUE(store.objects.empty());
  const auto first = std::find_if(store.journal.begin(), store.journal.end(),
                                  [](const auto& entry) { return entry.starts_with("remove "); });
  EXPECT_EQ(*first, "remove made/cat.jpg/metadata.json");
}

TEST_F(RemoveOutputs, LeavesWhatALaterEventWrote) {
  add("made/cat.jpg/old.webp", "04");
  add("made/cat.jpg/new.webp", "06");
  add("made/cat.jpg/metadata.json", "06");
  EXPECT_EQ(remove("0500"), 1U);
  EXPECT_THAT(left(), testing::ElementsAre("made/cat.jpg/metadata.json", "made/cat.jpg/new.webp"));
}

TEST_F(RemoveOutputs, LeavesWhatIsNotOurs) {
  store.add("out", "made/cat.jpg/notes.txt", "foreign");
  store.add("out", "made/cat.jpg/metadata.json", "foreign", {{"shrike-sequencer", "01"}});
  EXPECT_EQ(remove("05"), 0U);
  EXPECT_EQ(left().size(), 2U);
}

TEST_F(RemoveOutputs, LeavesTheOutputsOfOtherInputs) {
  add("made/cat.jpg/sub/thumb.webp", "01");
  add("made/cat.jpg2/thumb.webp", "01");
  add("made/cat.jpg", "01");
  EXPECT_EQ(remove("05"), 0U);
  EXPECT_EQ(left().size(), 3U);
}

TEST_F(RemoveOutputs, TakesOutputsWithoutASequencerForTheOldest) {
  add("made/cat.jpg/thumb.webp", "");
  EXPECT_EQ(remove("01"), 1U);
}

TEST_F(RemoveOutputs, IsDoneWhereThereIsNothing) { EXPECT_EQ(remove("05"), 0U); }

TEST_F(RemoveOutputs, LooksAgainWhenAnotherWroteInBetween) {
  add("made/cat.jpg/thumb.webp", "04");
  bool raced = false;
  store.before = [&](std::string_view operation, const std::string& key) {
    if (operation != "remove" || raced) return;
    raced = true;
    add(key, "06");
  };
  EXPECT_EQ(remove("05"), 0U);
  EXPECT_TRUE(raced);
  EXPECT_EQ(left().size(), 1U);
}

TEST_F(RemoveOutputs, IsDoneWhenAnotherDeletedInBetween) {
  add("made/cat.jpg/thumb.webp", "04");
  store.before = [&](std::string_view operation, const std::string&) {
    if (operation == "head") store.objects.clear();
  };
  EXPECT_EQ(remove("05"), 0U);
}

TEST_F(RemoveOutputs, GivesUpWhenOthersKeepWriting) {
  add("made/cat.jpg/thumb.webp", "04");
  store.before = [&](std::string_view operation, const std::string& key) {
    if (operation == "remove") add(key, "04");
  };
  const Error error = failure("05");
  EXPECT_EQ(error.type(), "Output.Contended");
  EXPECT_TRUE(error.retryable());
}

TEST_F(RemoveOutputs, PassesOtherFailuresOn) {
  add("made/cat.jpg/thumb.webp", "04");
  for (const char* failing : {"list", "head", "remove"}) {
    store.before = [&](std::string_view operation, const std::string&) {
      if (operation == failing) throw Error(ErrorKind::Reject, "Object.AccessDenied", "403");
    };
    EXPECT_EQ(failure("05").type(), "Object.AccessDenied") << failing;
  }
}

}  // namespace
}  // namespace shrike
