#include "handlers/image/vips_session.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "tests/unit/image/pictures.h"

namespace shrike {
namespace {

using namespace testing;
using Company = VipsSession::Company;

VipsSession among_others() { return {Company::Welcome, {}}; }

TEST(VipsSession, IsAloneUntilAnotherBegins) {
  {
    const VipsSession first = among_others();
    EXPECT_TRUE(first.is_alone());
    { const VipsSession second = among_others(); }
    EXPECT_FALSE(first.is_alone()) << "the second may have left its errors";
    const VipsSession third = among_others();
    EXPECT_FALSE(third.is_alone());
  }
  EXPECT_TRUE(among_others().is_alone());
}

TEST(VipsSession, WaitsUntilItIsAloneAndKeepsOthersOut) {
  std::atomic<int> inside = 0;
  std::atomic<int> most_beside_the_alone = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, alone = i % 2 == 0] {
        for (int round = 0; round < 200; ++round) {
          const VipsSession session(alone ? Company::Unwanted : Company::Welcome, {});
          const int others = inside++;
          if (alone) most_beside_the_alone = std::max<int>(most_beside_the_alone, others);
          if (alone) EXPECT_TRUE(session.is_alone());
          --inside;
        }
      });
    }
  }
  EXPECT_EQ(most_beside_the_alone, 0);
}

TEST(VipsSession, WaitsForNobodyWhenItIsToStop) {
  std::stop_source stop;
  stop.request_stop();
  const VipsSession never_leaves = among_others();
  const VipsSession session(Company::Unwanted, stop.get_token());
  EXPECT_FALSE(session.is_alone());
}

const VipsError kFailure(ErrorKind::Reject, "Image.Corrupt", "Cannot decode: whose is it?");

TEST(InVips, DoesOnceMoreAloneWhatFailedBesideOthers) {
  std::vector<bool> was_alone;
  const auto work = [&](const VipsSession& session) {
    was_alone.push_back(session.is_alone());
    if (was_alone.size() == 1) std::jthread([] { const VipsSession other = among_others(); });
    if (!session.is_alone()) throw VipsError(kFailure);
    return std::string("done");
  };
  EXPECT_EQ(in_vips({}, work), "done");
  EXPECT_EQ(was_alone, (std::vector<bool>{true, true}));
}

TEST(InVips, TellsAtOnceWhatFailedAlone) {
  int times = 0;
  const auto work = [&](const VipsSession&) {
    ++times;
    throw VipsError(kFailure);
  };
  EXPECT_THROW(in_vips({}, work), VipsError);
  EXPECT_EQ(times, 1);
}

TEST(InVips, BringsTheImageAgainWhereItNeverBecomesKnownWhoseTheErrorIs) {
  std::stop_source stop;
  stop.request_stop();
  const VipsSession never_leaves = among_others();
  try {
    in_vips(stop.get_token(), [](const VipsSession&) { throw VipsError(kFailure); });
    FAIL() << "it ended well";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Retry);
    EXPECT_EQ(error.type(), "Function.DeadlineExceeded");
  }
}

std::string replaced(std::string bytes, std::size_t at, std::string_view with) {
  return bytes.replace(at, with.size(), with);
}

/// "made", or what it was refused for.
std::string outcome(const std::string& bytes) {
  try {
    static_cast<void>(make_renditions(bytes, inspect(bytes), parse_renditions("a:100x100")));
    return "made";
  } catch (const Error& error) {
    return error.type() + ": " + error.message();
  }
}

TEST(InVips, ImagesSideBySideAreForgivenAndRefusedForTheirOwnFlawsOnly) {
  const std::string jpeg = encoded(busy(600, 400), ".jpg[Q=90]");
  // Bytes between two segments are no fault of the picture's.
  const std::string padded = std::string(jpeg).insert(jpeg.find("\xff\xdb"), 7, '\x55');
  const std::string gif = encoded(busy(300, 200), ".gif");
  const std::array images{
      jpeg,
      padded,
      replaced(jpeg, jpeg.size() / 2, "\xff\xd0\xff\xd1"),
      jpeg.substr(0, jpeg.size() / 2),
      encoded(busy(300, 200), ".png").substr(0, 30'000),
      gif.substr(0, 9),
      encoded(busy(300, 200), ".webp").substr(0, 4'000),
  };
  std::array<std::string, images.size()> alone;
  std::transform(images.begin(), images.end(), alone.begin(), outcome);
  ASSERT_EQ(alone[0], "made");
  ASSERT_EQ(alone[1], "made");
  for (std::size_t i = 2; i < images.size(); ++i) ASSERT_NE(alone.at(i), "made") << i;

  std::vector<std::jthread> threads;
  for (std::size_t thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t round = 0; round < 5 * images.size(); ++round) {
        const std::size_t index = (thread + round) % images.size();
        EXPECT_EQ(outcome(images.at(index)), alone.at(index));
      }
    });
  }
}

}  // namespace
}  // namespace shrike
