#include "handlers/pipeline/tell_once.h"

#include <string>

#include <gtest/gtest.h>

#include "handlers/modules/output_marks.h"
#include "runtime/error.h"
#include "tests/unit/pipeline/fakes.h"
#include "tests/unit/pipeline/pipeline_world.h"

namespace shrike {
namespace {

class TellOnce : public testing::Test {
 protected:
  static Publication publication(const std::string& sequencer, const std::string& version) {
    Publication result{BucketName("out"), ObjectKey("k"),          "body", "text/plain", "report",
                       sequencer,         "digest of " + sequencer};
    result.version = version;
    if (!version.empty()) result.marks[kSourceMark] = version;
    return result;
  }

  bool tell(const std::string& sequencer, const std::string& version = {}) {
    const std::string body = "body of " + sequencer;
    Publication result = publication(sequencer, version);
    result.body = body;
    if (!outcome.empty()) result.digest = outcome;
    result.by_hand = by_hand;
    return publish_and_tell(store, result, clock, scope,
                            [&] {
                              if (during) during();
                              told.push_back(sequencer);
                            })
        .told;
  }

  void leave_untold(const std::string& sequencer, const std::string& version) {
    publish_untold(store, publication(sequencer, version), clock, scope);
  }

  [[nodiscard]] bool is_left_untold() const {
    return is_untold(store.objects.at({"out", "k"}).info);
  }

  std::string type_of_failure(const std::string& sequencer, const std::string& version = {}) {
    try {
      tell(sequencer, version);
      return "none";
    } catch (const Error& error) {
      return error.type();
    }
  }

  fakes::MemoryStore store;
  fakes::StoppedClock clock;
  CallScope scope;
  std::function<void()> during;
  std::string outcome;
  bool by_hand = false;
  std::vector<std::string> told;
};

using Sequencers = std::vector<std::string>;

TEST_F(TellOnce, TellsOfANewResult) {
  EXPECT_TRUE(tell("05"));
  EXPECT_EQ(told, Sequencers{"05"});
  EXPECT_EQ(store.objects.at({"out", "k"}).info.metadata.at("shrike-told"), "yes");
  EXPECT_EQ(store.bytes("out", "k"), "body of 05");
}

TEST_F(TellOnce, TellsNothingOfADuplicate) {
  tell("05");
  clock.time += std::chrono::hours(1);
  EXPECT_FALSE(tell("05"));
  EXPECT_EQ(told, Sequencers{"05"});
}

TEST_F(TellOnce, TellsNothingOfADuplicateThatComesToAnotherResult) {
  for (const std::string version : {"", "v1"}) {
    store.objects.clear();
    told.clear();
    for (const char* found : {"refused", "refused again", "dog", "dog"}) {
      outcome = found;
      tell("05", version);
      EXPECT_EQ(store.objects.at({"out", "k"}).info.metadata.at(kDigestMark), found);
      clock.time += std::chrono::minutes(2);
    }
    EXPECT_EQ(told, Sequencers{"05"}) << version;
  }
}

TEST_F(TellOnce, LeavesADuplicateThatComesToAnotherResultToWhoeverIsAboutToTell) {
  during = [&] {
    during = nullptr;
    outcome = "dog";
    EXPECT_EQ(type_of_failure("05"), "Output.Contended");
  };
  EXPECT_TRUE(tell("05"));
  EXPECT_FALSE(tell("05"));
  EXPECT_EQ(told, Sequencers{"05"});
}

TEST_F(TellOnce, TellsOfAnotherImageUnderTheSameSequencer) {
  tell("05", "v1");
  outcome = "another";
  EXPECT_TRUE(tell("05", "v2"));
}

TEST_F(TellOnce, TellsWhoeverAsksByHandOfAnotherResult) {
  tell("05");
  by_hand = true;
  EXPECT_FALSE(tell("05"));
  outcome = "dog";
  EXPECT_TRUE(tell("05"));
}

TEST_F(TellOnce, TellsNothingOfALateEvent) {
  tell("06");
  EXPECT_EQ(type_of_failure("05"), "Event.Outdated");
  EXPECT_EQ(told, Sequencers{"06"});
}

TEST_F(TellOnce, TellsOfALaterEvent) {
  tell("05");
  EXPECT_TRUE(tell("06"));
  EXPECT_EQ(told, (Sequencers{"05", "06"}));
}

TEST_F(TellOnce, TellsNothingOfALaterEventOfTheSameVersion) {
  tell("05", "v1");
  EXPECT_FALSE(tell("06", "v1"));
  EXPECT_EQ(store.bytes("out", "k"), "body of 06");
  EXPECT_FALSE(tell("07", "v1")) << "it is remembered";
  EXPECT_TRUE(tell("08", "v2"));
  EXPECT_EQ(told, (Sequencers{"05", "08"}));
}

TEST_F(TellOnce, LeavesItToAnotherEventThatIsAboutToTellOfTheSameVersion) {
  during = [&] {
    during = nullptr;
    EXPECT_EQ(type_of_failure("06", "v1"), "Output.Contended");
  };
  EXPECT_TRUE(tell("05", "v1"));
  EXPECT_FALSE(tell("06", "v1"));
  EXPECT_EQ(told, Sequencers{"05"});
}

TEST_F(TellOnce, LeavesItToWhoeverIsAboutToAndAsksForTheEventAgain) {
  during = [&] {
    during = nullptr;
    EXPECT_EQ(type_of_failure("05"), "Output.Contended");
  };
  EXPECT_TRUE(tell("05"));
  EXPECT_EQ(told, Sequencers{"05"});
}

TEST_F(TellOnce, TellsAtTheNextTryWhatCouldNotBeTold) {
  during = [] { throw Error(ErrorKind::Retry, "Service.Throttled", "slow down"); };
  EXPECT_EQ(type_of_failure("05"), "Service.Throttled");
  during = nullptr;
  EXPECT_TRUE(tell("05"));
  EXPECT_EQ(told, Sequencers{"05"});
}

struct Killed {};

TEST_F(TellOnce, TellsWhatAnAttemptThatWasCutShortDidNot) {
  during = [] { throw Killed(); };
  EXPECT_THROW(tell("05"), Killed);
  during = nullptr;
  EXPECT_EQ(type_of_failure("05"), "Output.Contended");
  clock.time += std::chrono::minutes(1);  // when Lambda tries again
  EXPECT_TRUE(tell("05"));
  EXPECT_EQ(told, Sequencers{"05"});
}

TEST_F(TellOnce, TakesAClaimOverWhenTheInvocationThatMadeItIsOver) {
  scope.deadline = clock.time + std::chrono::seconds(5);
  during = [] { throw Killed(); };
  EXPECT_THROW(tell("05"), Killed);
  during = nullptr;
  clock.time = scope.deadline;
  scope.deadline += std::chrono::seconds(5);
  EXPECT_TRUE(tell("05"));
}

TEST_F(TellOnce, DoesNotFailOnceItHasTold) {
  during = [&] {
    store.before = [](std::string_view, const std::string&) {
      throw Error(ErrorKind::Retry, "Service.Unavailable", "gone");
    };
  };
  EXPECT_TRUE(tell("05"));
}

TEST_F(TellOnce, LeavesTheResultOfALaterEventThatCameMeanwhile) {
  during = [&] {
    during = nullptr;
    EXPECT_TRUE(tell("06"));
  };
  EXPECT_TRUE(tell("05"));
  EXPECT_EQ(store.bytes("out", "k"), "body of 06");
  EXPECT_EQ(told, (Sequencers{"06", "05"}));
}

TEST_F(TellOnce, TellsOfWhatWasLeftToTheEventOfTheVersion) {
  leave_untold("05", "v1");
  EXPECT_TRUE(is_left_untold());
  EXPECT_TRUE(tell("06", "v1"));
  EXPECT_FALSE(is_left_untold());
  EXPECT_EQ(told, Sequencers{"06"});
}

TEST_F(TellOnce, RemembersWhoWasToldOverWhatIsLeftUntold) {
  tell("05", "v1");
  leave_untold("06", "v1");
  EXPECT_FALSE(is_left_untold());
  EXPECT_FALSE(tell("07", "v1"));
  tell("08", "v2");
  leave_untold("08", "v2");
  EXPECT_FALSE(is_left_untold());
  leave_untold("09", "v3");
  EXPECT_TRUE(is_left_untold()) << "of another version";
}

TEST_F(TellOnce, LeavesNothingUntoldWhileAnotherIsAboutToTell) {
  during = [&] {
    const Error error = fakes::failure_of_action([&] { leave_untold("06", "v1"); });
    EXPECT_EQ(error.type(), "Output.Contended");
  };
  EXPECT_TRUE(tell("05", "v1"));
}

}  // namespace
}  // namespace shrike
