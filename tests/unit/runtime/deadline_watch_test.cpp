#include "runtime/deadline_watch.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "runtime/streamed_response.h"
#include "runtime/wire.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class DeadlineWatchTest : public testing::Test {
 protected:
  /// Runs `handler` as an invocation that has so much time; whether its answer is its own.
  bool invoke(milliseconds left, const std::function<void()>& handler) {
    const Context context{.request_id = "a", .deadline = log_.clock.now() + left};
    StreamedResponse stream(client_, context);
    const WatchedInvocation watched(context, stream, log_.logger, log_.clock);
    watch_.begin(watched);
    handler();
    return watch_.end(watched);
  }

  void wait_until_taken(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return taken_ == count; });
  }

  test::LogBook log_;
  test::FakeTransport transport_{std::deque<HttpResponse>{}};
  RuntimeClient client_{"api:1", transport_, log_.clock, log_.logger};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t taken_ = 0;
  DeadlineWatch watch_{kDeadlineMargin, [this](const WatchedInvocation&) {
                         const std::lock_guard lock(mutex_);
                         ++taken_;
                         changed_.notify_all();
                       }};
};

TEST_F(DeadlineWatchTest, TakesOverWhatStillRunsBeforeItsDeadline) {
  EXPECT_FALSE(invoke(kDeadlineMargin + milliseconds(1), [&] { wait_until_taken(1); }));
}

TEST_F(DeadlineWatchTest, LeavesTheAnswerOfAnInvocationThatEndsInTimeToItsWorker) {
  EXPECT_TRUE(invoke(hours(1), [] {}));
  EXPECT_FALSE(invoke(milliseconds(2), [&] { wait_until_taken(1); })) << "an earlier one after it";
  EXPECT_TRUE(invoke(hours(1), [] {})) << "a later one after that";
}

TEST_F(DeadlineWatchTest, HalvesWhatIsLeftWhereThatIsLittle) {
  const Context context{.deadline = log_.clock.now() + milliseconds(100)};
  StreamedResponse stream(client_, context);
  const WatchedInvocation watched(context, stream, log_.logger, log_.clock);
  EXPECT_EQ(watched.ends - watched.began, milliseconds(50));
}

TEST_F(DeadlineWatchTest, DoesNotWatchWhatIsOverByAnotherClock) {
  const Context context{.deadline = log_.clock.now() - hours(1)};
  StreamedResponse stream(client_, context);
  const WatchedInvocation watched(context, stream, log_.logger, log_.clock);
  EXPECT_EQ(watched.ends, WatchedInvocation::SteadyTime::max());
  EXPECT_TRUE(invoke(milliseconds(-1), [] {}));
}

TEST_F(DeadlineWatchTest, WatchesTheLatestDeadlineThatLambdaCanName) {
  const HttpHeaders latest{{wire::header::kDeadline, "253402300799999"}};
  const Context context{.deadline = wire::deadline(latest, log_.clock.now())};
  StreamedResponse stream(client_, context);
  const WatchedInvocation watched(context, stream, log_.logger, log_.clock);
  EXPECT_EQ(watched.deadline - watched.began, hours(24 * 365));
  watch_.begin(watched);
  EXPECT_TRUE(watch_.end(watched));
}

TEST(DeadlineMargin, IsRefusedUnlessItIsANumberOfMilliseconds) {
  const auto margin = [](const char* text) {
    return deadline_margin(fixed_environment({{"SHRIKE_DEADLINE_MARGIN_MS", text}}));
  };
  EXPECT_EQ(deadline_margin(fixed_environment({})), kDeadlineMargin);
  EXPECT_EQ(margin("10"), milliseconds(10));
  EXPECT_EQ(margin("60000"), std::chrono::minutes(1));
  for (const char* bad : {"", "9", "60001", "-100", "1e3", "100 ", "99999999999"}) {
    EXPECT_THROW(static_cast<void>(margin(bad)), Error) << bad;
  }
}

// Handlers that end at the very moment of their deadline, on several workers at the same time.
TEST_F(DeadlineWatchTest, GivesEachAnswerToOneOfTheTwoWhenBothComeAtOnce) {
  constexpr int kInvocations = 200;
  std::atomic<std::size_t> answered = 0;
  const auto work = [&] {
    for (int i = 0; i < kInvocations; ++i) {
      const auto end = std::chrono::steady_clock::now() + milliseconds(1);
      const bool own = invoke(milliseconds(2), [&] {
        while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
      });
      if (own) ++answered;
    }
  };
  {
    const std::jthread other(work);
    work();
  }
  wait_until_taken(2 * kInvocations - answered);
}

}  // namespace
}  // namespace shrike
