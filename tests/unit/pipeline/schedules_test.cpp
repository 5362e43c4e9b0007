// Whatever order events come in, how often and how late: what they leave is the same.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "handlers/pipeline/compare_faces.h"
#include "handlers/pipeline/recognize.h"
#include "handlers/pipeline/start_workflow.h"
#include "handlers/pipeline/store_results.h"
#include "handlers/pipeline/track_task.h"
#include "runtime/error.h"
#include "tests/unit/modules/face_world.h"
#include "tests/unit/pipeline/entry_fakes.h"
#include "tests/unit/pipeline/memory_table.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr std::uint32_t kSchedules = 16;

/// Three images of a task each, put four times each with other content, in that order.
std::vector<S3Record> history() {
  std::vector<S3Record> events;
  for (int i = 0; i < 12; ++i) {
    // Sequencers of two lengths.
    events.push_back(fakes::created(fmt::format("anna/t{}/image.jpg", i % 3),
                                    fmt::format("00{:02X}{}", i + 1, i % 2 == 0 ? "" : "A0")));
  }
  return events;
}

/// Each event at least once, some twice or three times, in any order.
std::vector<S3Record> schedule(std::mt19937& random) {
  std::vector<S3Record> deliveries;
  for (const S3Record& event : history()) {
    deliveries.insert(deliveries.end(), random() % 3 + 1, event);
  }
  std::shuffle(deliveries.begin(), deliveries.end(), random);
  return deliveries;
}

/// Who is in the image that an event tells of: another person each time.
std::string person_of(const S3Record& event) { return "person " + event.sequencer; }

/// The handlers of one warm function each, which two worlds of events can share nothing of.
struct Sandbox {
  Sandbox(const Config& config, fakes::HandlerWorld& world, const Environment& environment,
          Topic& topic, Table& table, StateMachine& state_machine)
      : compare(config, world.services(), topic),
        start(config, state_machine),
        recognize(config, world.services()),
        store(config, environment, {world.store, topic, world.clock, world.logger}),
        track(config, world.services(), table) {}

  CompareFacesHandler compare;
  StartWorkflowHandler start;
  RecognizeHandler recognize;
  StoreResultsFunction store;
  TrackTaskHandler track;
};

class AccountOfEvents {
 public:
  AccountOfEvents() {
    for (const S3Record& event : history()) {
      faces_.show(person_of(event), {person_of(event)});
      world_.store.add("people", person_of(event), person_of(event));
    }
    config_.output_bucket = BucketName("results");
    config_.results_bucket = BucketName("findings");
    config_.reference_bucket = BucketName("people");
    config_.topic_arn = "arn";
    config_.state_machine_arn = "arn";
    config_.tasks_table = "tasks";
    config_.detectors = {Detector::Labels};
    for (int i = 0; i < 2; ++i) {
      sandboxes_.push_back(
          std::make_unique<Sandbox>(config_, world_, environment_, topic_, table_, state_machine_));
    }
  }

  /// From now on, calls that write fail now and then.
  void fail_at_random(std::mt19937& random) {
    // Never twice in a row: a store that stays out of reach leaves it open whether somebody was
    // told.
    world_.store.before = [&random, fails = false](std::string_view operation,
                                                   const std::string&) mutable {
      if (operation != "put") return;
      fails = !fails && random() % 6 == 0;
      if (fails) throw_for_now();
    };
    topic_.before = [&random] {
      if (random() % 4 == 0) throw_for_now();
    };
    table_.before = [&random](const json&) {
      if (random() % 6 == 0) throw_for_now();
    };
  }

  void deliver(const S3Record& event, std::size_t sandbox_number) {
    Sandbox& sandbox = *sandboxes_.at(sandbox_number);
    show(event);
    until_done([&] { (void)sandbox.compare.handle(event, world_.scope()); });
    until_done([&] { (void)sandbox.start.handle(event, world_.scope()); });
    until_done([&] {
      const json seen = sandbox.recognize.handle(event, world_.scope()).document;
      Context context;
      context.deadline = world_.clock.time + std::chrono::seconds(10);
      (void)sandbox.store({seen.dump()}, context);
    });
    until_done([&] { (void)sandbox.track.handle(event, world_.scope()); });
  }

  /// All that is left: objects, items and executions.
  [[nodiscard]] json state() const {
    json state{{"objects", json::object()},
               {"items", table_.items},
               {"executions", state_machine_.executions}};
    for (const auto& [name, object] : world_.store.objects) {
      if (name.first == "uploads") continue;
      state["objects"][name.first + '/' + name.second] = object.bytes;
    }
    return state;
  }

  /// How often somebody was told, by subject.
  [[nodiscard]] std::map<std::string, int> told() const {
    std::map<std::string, int> counts;
    for (const Notification& notification : topic_.notifications) ++counts[notification.subject];
    return counts;
  }

 private:
  [[noreturn]] static void throw_for_now() {
    throw Error(ErrorKind::Retry, "Service.Unavailable", "for now");
  }

  /// As a bucket with versions does: the event's own content, with its own ETag.
  void show(const S3Record& event) {
    const auto hook = std::exchange(world_.store.before, nullptr);
    const std::string& key = event.object.key.str();
    world_.store.add("uploads", key, person_of(event));
    world_.store.objects.at({"uploads", key}).info.etag = '"' + event.etag + '"';
    world_.store.before = hook;
  }

  /// As the event's source does: again a minute later, as long as that can help.
  void until_done(const std::function<void()>& work) {
    for (int attempt = 0; attempt < 100; ++attempt) {
      try {
        return work();
      } catch (const Error& error) {
        if (!error.retryable()) return;
        world_.clock.time += std::chrono::minutes(1);
      }
    }
    FAIL() << "does not end";
  }

  Config config_;
  Environment environment_ = fixed_environment(
      {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "secret"}});
  fakes::HandlerWorld world_{faces_};
  fakes::FaceWorld faces_{world_.store};
  fakes::MemoryTopic topic_;
  fakes::MemoryTable table_;
  fakes::MemoryStateMachine state_machine_;
  std::vector<std::unique_ptr<Sandbox>> sandboxes_;
};

TEST(Schedules, LeaveTheSameStateWhateverTheyAre) {
  AccountOfEvents once_in_order;
  for (const S3Record& event : history()) once_in_order.deliver(event, 0);
  const json expected = once_in_order.state();
  ASSERT_EQ(expected["executions"].size(), history().size());
  ASSERT_EQ(expected["items"].size(), 3U);

  for (std::uint32_t seed = 0; seed < kSchedules; ++seed) {
    std::mt19937 random(seed);
    AccountOfEvents account;
    account.fail_at_random(random);
    for (const S3Record& event : schedule(random)) account.deliver(event, random() % 2);
    EXPECT_EQ(account.state(), expected) << "seed " << seed;
  }
}

TEST(Schedules, TellOfEachEventAtMostOnceAndOfTheLastForSure) {
  const std::vector<S3Record> events = history();
  for (std::uint32_t seed = 0; seed < kSchedules; ++seed) {
    std::mt19937 random(seed);
    AccountOfEvents account;
    account.fail_at_random(random);
    for (const S3Record& event : schedule(random)) account.deliver(event, random() % 2);
    const auto told = account.told();
    for (const auto& [subject, times] : told) EXPECT_EQ(times, 1) << subject << ", seed " << seed;
    for (std::size_t i = events.size() - 3; i < events.size(); ++i) {
      const std::string& key = events[i].object.key.str();
      EXPECT_TRUE(
          told.contains(fmt::format("Face match 99 %: {} in {}", person_of(events[i]), key)))
          << "seed " << seed;
      EXPECT_TRUE(told.contains(fmt::format("Recognised {}: {}", key, person_of(events[i]))))
          << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace shrike
