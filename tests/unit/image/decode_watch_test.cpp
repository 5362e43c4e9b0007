#include "handlers/image/decode_watch.h"

#include <condition_variable>
#include <latch>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handlers/image/process_memory.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Short, so that a test that uses it up takes no time: half of it is the reserve.
constexpr milliseconds kShort{40};

class DecodeWatchTest : public testing::Test {
 protected:
  DecodeWatchSetting setting() {
    return {.clock = clock_,
            .memory_limit = 100,
            .memory_in_use = [this] { return memory_.load(); },
            .on_abandoned = [this](std::string_view why) { abandoned_.emplace_back(why); },
            .grace = milliseconds(200)};
  }

  /// The error with which the watched work ends.
  template <class Work>
  Error error_of(DecodeWatch& watch, Work work, const ImageBytes& image = "pixels") {
    try {
      static_cast<void>(watch.run(image, std::move(work)));
    } catch (const Error& error) {
      return error;
    }
    return {ErrorKind::Bug, "none", "it did not fail"};
  }

  /// Heeds its token and says, as libvips does, that the image is at fault.
  static int stop_when_asked(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait(lock, stop, [] { return false; });
    throw Error(ErrorKind::Reject, "Image.Corrupt", "killed");
  }

  test::FixedClock clock_;
  std::atomic<std::uint64_t> memory_ = 0;
  std::vector<std::string> abandoned_;
};

TEST_F(DecodeWatchTest, GivesWhatTheWorkReturnsOrThrows) {
  DecodeWatch watch(setting());
  EXPECT_EQ(watch.run("pixels", [](const std::stop_token&) { return 7; }), 7);
  const auto error = error_of(watch, [](const std::stop_token&) -> int {
    throw Error(ErrorKind::Reject, "Image.Corrupt", "row 7");
  });
  EXPECT_EQ(error.type(), "Image.Corrupt");
  EXPECT_EQ(error.message(), "row 7");
}

TEST_F(DecodeWatchTest, AsksWorkThatTakesTooLongToStop) {
  DecodeWatch watch(setting());
  watch.begin(clock_.now() + kShort);
  const auto error = error_of(watch, stop_when_asked);
  EXPECT_EQ(error.type(), "Image.TooSlow");
  EXPECT_EQ(error.kind(), ErrorKind::Reject) << "a repetition would have no more time";
  EXPECT_THAT(error.message(), HasSubstr("20 ms"));
  EXPECT_THAT(abandoned_, IsEmpty());
}

TEST_F(DecodeWatchTest, TakesWhatWorkHasToGiveThatEndsWhenItIsAskedToStop) {
  DecodeWatch watch(setting());
  watch.begin(clock_.now() + kShort);
  EXPECT_EQ(watch.run("pixels",
                      [](const std::stop_token& stop) {
                        try {
                          return stop_when_asked(stop);
                        } catch (const Error&) {
                          return 7;
                        }
                      }),
            7);
}

TEST_F(DecodeWatchTest, GivesUpWorkThatDoesNotStopWhichOwnsWhatItReads) {
  auto impatient = setting();
  impatient.grace = milliseconds(1);
  DecodeWatch watch(std::move(impatient));
  watch.begin(clock_.now() + kShort);
  std::latch released(1);
  std::promise<int> sum;
  {
    const ImageBytes image("pixels that outlive the call");
    const auto error = error_of(
        watch,
        [&, image](const std::stop_token&) {
          released.wait();
          const std::string_view pixels = image;
          sum.set_value(std::accumulate(pixels.begin(), pixels.end(), 0));
          return 7;
        },
        image);
    EXPECT_EQ(error.type(), "Image.TooSlow");
  }
  EXPECT_THAT(abandoned_, ElementsAre(HasSubstr("A decode was given up")));
  watch.begin(clock_.now() + seconds(60));
  memory_ = 101;
  EXPECT_EQ(error_of(watch, stop_when_asked, "another").type(), "Function.NeedsAllMemory")
      << "the memory is the one's that goes on";
  released.count_down();
  EXPECT_GT(sum.get_future().get(), 0);
}

TEST_F(DecodeWatchTest, WantsARepetitionOfWhatBeganLate) {
  DecodeWatch watch(setting());
  watch.begin(clock_.now() + seconds(1));
  clock_.sleep_for(milliseconds(480));
  const auto error = error_of(watch, stop_when_asked);
  EXPECT_EQ(error.type(), "Function.DeadlineExceeded");
  EXPECT_EQ(error.kind(), ErrorKind::Retry);
}

TEST_F(DecodeWatchTest, KeepsAReserveForTellingWhatBecameOfTheImage) {
  struct Row {
    milliseconds whole;
    milliseconds reserve;
  };
  for (const Row& row : {Row{seconds(60), seconds(12)}, Row{seconds(10), seconds(2)},
                         Row{seconds(3), seconds(1)}, Row{seconds(1), milliseconds(500)}}) {
    DecodeWatch watch(setting());
    watch.begin(clock_.now() + row.whole);
    clock_.sleep_for(row.whole - row.reserve - milliseconds(1));
    EXPECT_NO_THROW(watch.run("pixels", [](const std::stop_token&) { return 7; }));
    clock_.sleep_for(milliseconds(1));
    bool begun = false;
    const auto error = error_of(watch, [&](const std::stop_token&) { return begun = true; });
    EXPECT_EQ(error.type(), "Function.DeadlineExceeded");
    EXPECT_EQ(error.kind(), ErrorKind::Retry);
    EXPECT_FALSE(begun);
  }
}

TEST_F(DecodeWatchTest, StopsWorkThatOutgrowsTheFunctionsMemory) {
  DecodeWatch watch(setting());
  const auto error = error_of(watch, [this](const std::stop_token& stop) {
    memory_ = 101;
    return stop_when_asked(stop);
  });
  EXPECT_EQ(error.type(), "Image.TooLarge");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);
  EXPECT_THAT(error.message(), HasSubstr("outgrew its estimate"));
}

TEST_F(DecodeWatchTest, WantsARepetitionWhereAnotherImageMayHaveTakenTheMemory) {
  DecodeWatch watch(setting());
  std::latch both(2);
  const auto grow = [&](const std::stop_token& stop) {
    both.arrive_and_wait();
    memory_ = 101;
    return stop_when_asked(stop);
  };
  auto other = std::async(std::launch::async, [&] { return error_of(watch, grow, "other"); });
  const auto error = error_of(watch, grow);
  const std::vector types{error.type(), other.get().type()};
  // The one that is alone by then may be told for good.
  EXPECT_THAT(types, testing::Contains("Function.NeedsAllMemory"));
}

TEST_F(DecodeWatchTest, BlamesTheImageThatAloneIsWorkedOnTwice) {
  DecodeWatch watch(setting());
  std::latch both(2);
  const auto grow = [&](const std::stop_token& stop) {
    both.arrive_and_wait();
    memory_ = 101;
    return stop_when_asked(stop);
  };
  const ImageBytes image("pixels");
  auto other = std::async(std::launch::async, [&] { return error_of(watch, grow, image); });
  EXPECT_EQ(error_of(watch, grow, image).kind(), ErrorKind::Reject);
  EXPECT_EQ(other.get().kind(), ErrorKind::Reject);
}

TEST(ProcessMemory, IsWhatNoFileStandsBehind) {
  EXPECT_EQ(unreclaimable_pages("1000 300 200 5 0 90 0\n"), 100U);
  for (const char* bad : {"", "1000", "1000 300", "a b c", "1000 200 300", "x 1 1"}) {
    EXPECT_EQ(unreclaimable_pages(bad), std::nullopt) << bad;
  }
  const ProcessMemory memory;
  const std::uint64_t before = memory.unreclaimable();
  EXPECT_GT(before, 0U);
  const std::string grown(32U << 20U, 'x');
  EXPECT_GE(memory.unreclaimable(), before + grown.size() / 2) << "looked at again each time";
}

}  // namespace
}  // namespace shrike
