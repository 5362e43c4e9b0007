#include "handlers/pipeline/publish.h"

#include <string>

#include <gtest/gtest.h>

#include "runtime/error.h"
#include "tests/unit/pipeline/fakes.h"

namespace shrike {
namespace {

class Publish : public testing::Test {
 protected:
  Published put(const std::string& sequencer, const std::string& body) {
    return publish(store,
                   {BucketName("out"), ObjectKey("k"), body, "text/plain", "rendition", sequencer,
                    "digest of " + body},
                   {});
  }

  std::string type_of_failure(const std::string& sequencer, const std::string& body) {
    try {
      put(sequencer, body);
      return "none";
    } catch (const Error& error) {
      return error.type();
    }
  }

  [[nodiscard]] std::string stored() const { return store.bytes("out", "k"); }

  fakes::MemoryStore store;
};

TEST_F(Publish, TakesOneRequestForANewObject) {
  EXPECT_EQ(put("05", "body"), Published::Created);
  EXPECT_EQ(store.journal, std::vector<std::string>{"put k"});
  const auto& metadata = store.objects.at({"out", "k"}).info.metadata;
  EXPECT_EQ(metadata.at("shrike-sequencer"), "05");
  EXPECT_EQ(metadata.at("shrike-output"), "rendition");
}

TEST_F(Publish, ReplacesTheOutputOfAnEarlierEvent) {
  put("05", "old");
  EXPECT_EQ(put("0600", "new"), Published::Replaced);
  EXPECT_EQ(stored(), "new");
}

TEST_F(Publish, LeavesTheOutputOfALaterEvent) {
  put("06", "new");
  EXPECT_EQ(type_of_failure("0500", "old"), "Event.Outdated");
  EXPECT_EQ(stored(), "new");
}

TEST_F(Publish, LeavesTheSameOutcomeOfTheSameEvent) {
  put("06", "body");
  const std::string etag = store.objects.at({"out", "k"}).info.etag;
  EXPECT_EQ(put("0600", "body"), Published::Unchanged);
  EXPECT_EQ(store.objects.at({"out", "k"}).info.etag, etag);
}

TEST_F(Publish, RewritesAnotherOutcomeOfTheSameEvent) {
  put("06", "body");
  EXPECT_EQ(put("06", "body of another configuration"), Published::Replaced);
  EXPECT_EQ(stored(), "body of another configuration");
}

TEST_F(Publish, TakesAnOutputWithoutASequencerAsTheOldest) {
  put("", "unordered");
  EXPECT_EQ(put("01", "ordered"), Published::Replaced);
  EXPECT_EQ(type_of_failure("", "unordered"), "Event.Outdated");
  EXPECT_EQ(stored(), "ordered");
}

TEST_F(Publish, ReplacesWhatIsNotOfShrike) {
  store.add("out", "k", "foreign", {{"shrike-sequencer", "not hexadecimal"}});
  EXPECT_EQ(put("", "ours"), Published::Replaced);
  EXPECT_EQ(stored(), "ours");
}

TEST_F(Publish, LooksAgainWhenAnotherWroteInBetween) {
  put("05", "first");
  bool raced = false;
  store.before = [&](std::string_view operation, const std::string&) {
    const bool conditional_write = operation == "put" && store.journal.size() > 3;
    if (!conditional_write || raced) return;
    raced = true;
    store.add("out", "k", "of a later event", {{"shrike-sequencer", "09"}});
  };
  EXPECT_EQ(type_of_failure("07", "second"), "Event.Outdated");
  EXPECT_TRUE(raced);
  EXPECT_EQ(stored(), "of a later event");
}

TEST_F(Publish, WritesWhatWasDeletedInBetween) {
  put("05", "first");
  store.before = [&](std::string_view operation, const std::string&) {
    if (operation == "put" && store.journal.size() == 4) store.objects.clear();
  };
  EXPECT_EQ(put("07", "second"), Published::Created);
  EXPECT_EQ(stored(), "second");
}

TEST_F(Publish, GivesUpWhenOthersKeepWriting) {
  int writes = 0;
  store.before = [&](std::string_view operation, const std::string&) {
    if (operation == "put") store.add("out", "k", "another's " + std::to_string(++writes));
  };
  try {
    put("07", "ours");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.type(), "Output.Contended");
    EXPECT_TRUE(error.retryable());
  }
}

TEST_F(Publish, PassesOtherFailuresOn) {
  store.before = [](std::string_view, const std::string&) {
    throw Error(ErrorKind::Retry, "Service.Throttled", "SlowDown");
  };
  EXPECT_EQ(type_of_failure("01", "body"), "Service.Throttled");
}

TEST_F(Publish, TellsThePublishedSequencer) {
  const BucketName out("out");
  EXPECT_EQ(published_sequencer(store, out, ObjectKey("k"), {}), "");
  put("0A", "body");
  EXPECT_EQ(published_sequencer(store, out, ObjectKey("k"), {}), "0A");
  store.before = [](std::string_view, const std::string&) {
    throw Error(ErrorKind::Reject, "Object.AccessDenied", "403");
  };
  EXPECT_EQ(published_sequencer(store, out, ObjectKey("k"), {}), "");
}

}  // namespace
}  // namespace shrike
