#include "runtime/deadline_watch.h"

#include <condition_variable>
#include <mutex>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

class DeadlineWatchTest : public testing::Test {
 protected:
  void invoke(std::chrono::milliseconds left, std::chrono::milliseconds margin,
              const Proceed& handler) {
    const Invocation invocation;
    const Context context{.request_id = "a", .deadline = clock_.now() + left};
    Call call{.invocation = invocation, .context = context, .log = log_};
    if (!watch_) watch_ = watch_deadline(clock_, margin);
    watch_(call, handler);
  }

  void wait_for_a_line() {
    std::unique_lock lock(mutex_);
    logged_.wait(lock, [this] { return !lines_.empty(); });
  }

  test::FixedClock clock_;
  std::mutex mutex_;
  std::condition_variable logged_;
  std::vector<std::string> lines_;
  Logger log_{{LogFormat::Json, LogLevel::Info}, clock_, [this](const LogLine& line) {
                const std::lock_guard lock(mutex_);
                lines_.emplace_back(line.text);
                logged_.notify_all();
              }};
  Middleware watch_;  ///< last: its thread logs
};

using std::chrono::milliseconds;

TEST_F(DeadlineWatchTest, WarnsWhileTheHandlerStillRuns) {
  invoke(milliseconds(120), milliseconds(100), [&] { wait_for_a_line(); });
  ASSERT_EQ(lines_.size(), 1U);
  const auto line = nlohmann::json::parse(lines_[0]);
  EXPECT_EQ(line["level"], "WARN");
  EXPECT_EQ(line["ranMs"], 20);
  EXPECT_EQ(line["leftMs"], 100);
}

TEST_F(DeadlineWatchTest, SaysNothingOfAnInvocationThatEndsInTime) {
  invoke(std::chrono::hours(1), milliseconds(100), [] {});
  invoke(milliseconds(101), milliseconds(100), [&] { wait_for_a_line(); });
  EXPECT_EQ(lines_.size(), 1U) << "of the second alone";
}

TEST_F(DeadlineWatchTest, EndsWithTheHandlerThatThrows) {
  EXPECT_THROW(invoke(std::chrono::hours(1), milliseconds(100), [] { throw 1; }), int);
}

}  // namespace
}  // namespace shrike
