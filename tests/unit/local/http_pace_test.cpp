#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/http_server.h"
#include "infra/local/pace.h"
#include "infra/local/pause.h"
#include "tests/unit/local/ask_server.h"

namespace shrike::local {
namespace {

using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::size_t kLarge = 1'000'000;
/// At which kLarge bytes would take longer than any test run.
constexpr double kCrawl = 1;

ServerResponse at_rate(double bytes_per_second,
                       std::variant<std::string, FileSlice, ProducedBody> body) {
  ServerResponse response;
  response.bytes_per_second = bytes_per_second;
  response.body = std::move(body);
  return response;
}

TEST(Pace, BytesAreDueAsTheRateHasIt) {
  const Pace::Clock::time_point begin{std::chrono::hours(1)};
  Pace pace(1e6, begin);
  EXPECT_EQ(pace.due(0), begin);
  EXPECT_EQ(pace.due(1'000), begin + milliseconds(1));
  EXPECT_EQ(pace.due(9'000), begin + milliseconds(10));
}

TEST(Pause, EndsWithAStopHoweverFarItsEndIs) {
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  pause_until(std::chrono::steady_clock::now() + std::chrono::hours(24), stop.get_token());
  EXPECT_TRUE(stop.stop_requested());
}

TEST(PacedAnswer, IsTheSameBytes) {
  const std::string body(kLarge, 'x');
  const auto answer =
      ask_server([&](ServerRequest&) { return at_rate(1e9, body); }, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 1000000\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n" + body));
}

TEST(PacedAnswer, OfAFileIsTheSameBytes) {
  const auto path = std::filesystem::path(testing::TempDir()) / "paced_answer";
  const std::string body(kLarge, 'y');
  std::ofstream(path) << "0123456789" << body;
  const auto answer = ask_server(
      [&](ServerRequest&) {
        return at_rate(1e9, FileSlice{.path = path, .offset = 10, .length = kLarge});
      },
      "GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(answer, EndsWith("\r\n\r\n" + body));
  std::filesystem::remove(path);
}

TEST(PacedAnswer, DoesNotHoldAConnectionWhosePeerIsDone) {
  // ask_server() says that it is done right after its request.
  const std::string body(kLarge, 'z');
  EXPECT_THAT(
      ask_server([&](ServerRequest&) { return at_rate(kCrawl, body); }, "GET / HTTP/1.1\r\n\r\n"),
      EndsWith(body));
}

TEST(PacedAnswer, DoesNotHoldAServerThatStops) {
  std::optional<HttpServer> server(
      std::in_place, 0, [&](ServerRequest&) { return at_rate(kCrawl, std::string(kLarge, 'z')); });
  RawClient client(server->port());
  client.send("GET / HTTP/1.1\r\n\r\n");
  server.reset();
  EXPECT_THAT(client.read_to_end().size(), testing::Lt(2 * kLarge));
}

}  // namespace
}  // namespace shrike::local
