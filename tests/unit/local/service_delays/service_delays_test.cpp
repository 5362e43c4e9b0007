#include "infra/local/service_delays/service_delays.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/fixtures.h"

namespace shrike::local {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

using Moment = std::chrono::steady_clock::time_point;

constexpr Moment kHead{std::chrono::hours(1)};

/// Calls of a function, whose first bytes are due 40 ms after its requests are whole, at 1 MB/s.
/// Each look at the clock is 5 ms after the last; nothing really waits.
class ServiceDelaysTest : public testing::Test {
 protected:
  ServerResponse ask(std::string_view action, std::string method = "PUT") {
    now_ = kHead;
    TextBody text(std::string(10'000, 'x'));
    MeasuredBody body(text, [&] { return std::exchange(now_, now_ + milliseconds(5)); });
    const ServerRequest request{.method = std::move(method),
                                .path = "/in/a.jpg",
                                .query = "",
                                .headers = {},
                                .peer_address = "127.0.0.1",
                                .body = body};
    return delays_.answer(
        {.request = request, .body = body, .caller = "resizer", .service = "s3", .action = action},
        [&] {
          EXPECT_EQ(read_all(body, 1U << 20U).size(), 10'000U);
          happened_.emplace_back("served");
          ServerResponse response;
          response.body = std::string(2'000, 'y');
          return response;
        });
  }

  Moment now_;
  std::vector<std::string> happened_;
  std::vector<Moment> waited_for_;
  ServiceDelays delays_{
      {.delays = {{.operation = "s3.PutObject",
                   .first_byte = {.p50_ms = 40, .p99_ms = 40},
                   .bytes_per_second = 1e6},
                  {.operation = "s3.GetObject", .first_byte = {.p50_ms = 40, .p99_ms = 40}}},
       .on_delay = [this](auto line) { happened_.emplace_back(line); },
       .wait_until =
           [this](Moment end, const std::stop_token&) {
             happened_.emplace_back("waited");
             waited_for_.push_back(end);
           }}};
};

TEST(FirstByte, IsDueAfterTheRequestIsWhole) {
  const DrawnDelay drawn{.first_byte = milliseconds(30)};
  EXPECT_EQ(first_byte_due({.head = kHead, .whole = kHead + milliseconds(7), .bytes = 100}, drawn),
            kHead + milliseconds(37));
}

TEST(FirstByte, OfWhatCameFasterThanItCouldIsDueLater) {
  const DrawnDelay drawn{.first_byte = milliseconds(30), .bytes_per_second = 1e6};
  EXPECT_EQ(
      first_byte_due({.head = kHead, .whole = kHead + milliseconds(7), .bytes = 10'000}, drawn),
      kHead + milliseconds(40));
  EXPECT_EQ(
      first_byte_due({.head = kHead, .whole = kHead + milliseconds(25), .bytes = 10'000}, drawn),
      kHead + milliseconds(55));
}

TEST_F(ServiceDelaysTest, ServesAtOnceAndAnswersWhenItIsDue) {
  const auto response = ask("s3:PutObject");
  EXPECT_THAT(waited_for_, ElementsAre(kHead + milliseconds(50)));
  EXPECT_EQ(happened_.front(), "served");
  EXPECT_EQ(happened_.back(), "waited");
  EXPECT_THAT(response.bytes_per_second, Optional(1e6));
  EXPECT_EQ(std::get<std::string>(response.body), std::string(2'000, 'y'));
}

TEST_F(ServiceDelaysTest, WithoutARateOnlyTheFirstByteIsLate) {
  const auto response = ask("s3:GetObject");
  EXPECT_THAT(waited_for_, ElementsAre(kHead + milliseconds(45)));
  EXPECT_EQ(response.bytes_per_second, std::nullopt);
}

TEST_F(ServiceDelaysTest, LeavesAloneWhatNoEntryFits) {
  const auto response = ask("s3:ListBucket");
  EXPECT_THAT(happened_, ElementsAre("served"));
  EXPECT_THAT(waited_for_, IsEmpty());
  EXPECT_EQ(response.bytes_per_second, std::nullopt);
}

TEST_F(ServiceDelaysTest, TellsWhenTheFirstAndTheLastByteAreDue) {
  static_cast<void>(ask("s3:PutObject"));
  EXPECT_EQ(happened_.at(1), "resizer s3:PutObject: first byte after 50.0 ms, last after 52.0 ms");
}

TEST_F(ServiceDelaysTest, AnAnswerToHeadHasNoBodyToWaitFor) {
  static_cast<void>(ask("s3:PutObject", "HEAD"));
  EXPECT_THAT(happened_.at(1), HasSubstr("first byte after 50.0 ms, last after 50.0 ms"));
}

TEST_F(ServiceDelaysTest, LookingAtAnObjectIsNotReadingIt) {
  static_cast<void>(ask("s3:GetObject", "HEAD"));
  EXPECT_THAT(waited_for_, IsEmpty());  // there is no entry for s3.HeadObject
}

TEST_F(ServiceDelaysTest, WhatAServiceThrowsIsNotWaitedFor) {
  TextBody text("");
  MeasuredBody body(text);
  const ServerRequest request{.method = "PUT",
                              .path = "/",
                              .query = "",
                              .headers = {},
                              .peer_address = "127.0.0.1",
                              .body = body};
  const DelayedCall call{.request = request,
                         .body = body,
                         .caller = "resizer",
                         .service = "s3",
                         .action = "s3:PutObject"};
  EXPECT_THROW(static_cast<void>(delays_.answer(
                   call, []() -> ServerResponse { throw std::runtime_error("broken"); })),
               std::runtime_error);
  EXPECT_THAT(waited_for_, IsEmpty());
}

}  // namespace
}  // namespace shrike::local
