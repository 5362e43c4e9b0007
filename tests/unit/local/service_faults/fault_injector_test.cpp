#include "infra/local/service_faults/fault_injector.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "infra/local/s3/faults.h"
#include "runtime/error.h"
#include "tests/unit/local/fixtures.h"

namespace shrike::local {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

/// A service that notes what it was asked for.
class FaultInjectorTest : public testing::Test {
 protected:
  ServerResponse ask(FaultInjector& injector, std::string_view region = "us-east-1") {
    return injector.answer({.request = request_,
                            .caller = "resizer",
                            .region = region,
                            .asks = {.accesses = {{"s3:GetObject", "arn:aws:s3:::in/a.jpg"}}},
                            .serve =
                                [&](seconds skew) {
                                  skews_.push_back(skew);
                                  return served_;
                                },
                            .refuse =
                                [&](const AwsFault& fault) {
                                  refusals_.push_back(fault.code());
                                  if (const auto* detailed = dynamic_cast<const S3Fault*>(&fault)) {
                                    headers_ = detailed->headers();
                                  }
                                  ServerResponse response;
                                  response.status = fault.status();
                                  return response;
                                },
                            .expired = {400, "ExpiredToken", "run out"}});
  }

  ServerResponse ask(std::string_view fault, std::string_view region = "us-east-1") {
    FaultInjector injector({.faults = parse_service_faults(fault)});
    return ask(injector, region);
  }

  static std::string text_of(const ServerResponse& response) {
    return std::get<std::string>(response.body);
  }

  TextBody body_{""};
  ServerRequest request_{.method = "GET",
                         .path = "/in/a.jpg",
                         .query = "versionId=7",
                         .headers = {{"Host", "127.0.0.1:4566"}},
                         .peer_address = "127.0.0.1",
                         .body = body_};
  ServerResponse served_{.headers = {}, .body = std::string("0123456789")};
  std::vector<seconds> skews_;
  std::vector<std::string> refusals_;
  HttpHeaders headers_;
};

TEST_F(FaultInjectorTest, LeavesAloneWhatNoFaultFits) {
  EXPECT_EQ(text_of(ask("s3.PutObject:reset")), "0123456789");
  EXPECT_THAT(skews_, ElementsAre(seconds(0)));
}

TEST_F(FaultInjectorTest, BeforeTheEffectTheServiceHearsNothing) {
  EXPECT_TRUE(ask("s3.*:reset").drop_connection);
  EXPECT_TRUE(ask("s3.*:kill").drop_connection);  // nobody is there to be killed
  EXPECT_EQ(ask("s3.*:error=503/SlowDown").status, 503);
  EXPECT_EQ(ask("s3.*:expired").status, 400);
  EXPECT_TRUE(skews_.empty());
  EXPECT_THAT(refusals_, ElementsAre("SlowDown", "ExpiredToken"));
}

TEST_F(FaultInjectorTest, AfterTheEffectTheAnswerIsLost) {
  EXPECT_TRUE(ask("s3.*:reset-after").drop_connection);
  EXPECT_TRUE(ask("s3.*:kill-after").drop_connection);
  EXPECT_EQ(skews_.size(), 2U);
}

TEST_F(FaultInjectorTest, ABodyIsCutTruncatedOrFlipped) {
  EXPECT_EQ(text_of(ask("s3.*:truncate=3")), "012");
  EXPECT_EQ(text_of(ask("s3.*:truncate")), "01234");
  EXPECT_EQ(text_of(ask("s3.*:truncate=99")), "0123456789");
  EXPECT_EQ(text_of(ask("s3.*:flip")), "0123446789");
  const auto cut = ask("s3.*:cut=4");
  const auto script = cut.spoil("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789");
  EXPECT_THAT(script.pieces, ElementsAre("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123"));
  EXPECT_TRUE(script.close_after);
}

TEST_F(FaultInjectorTest, ABodyInAFileIsSpoiledToo) {
  const auto path =
      std::filesystem::path(testing::TempDir()) / ("spoiled-" + std::to_string(::getpid()));
  std::ofstream(path) << "..0123456789..";
  served_.body = FileSlice{.path = path, .offset = 2, .length = 10};
  EXPECT_EQ(text_of(ask("s3.*:flip")), "0123446789");
  served_.body = FileSlice{.path = path, .offset = 2, .length = 100};
  EXPECT_THROW(static_cast<void>(ask("s3.*:flip")), Error);
  std::filesystem::remove(path);
}

TEST_F(FaultInjectorTest, AStallEndsWhenTheCallerGivesUp) {
  std::stop_source hung_up;
  hung_up.request_stop();
  request_.stop = hung_up.get_token();
  EXPECT_TRUE(ask("s3.*:stall").drop_connection);
  EXPECT_EQ(text_of(ask("s3.*:slow=3600000")), "0123456789");
}

TEST_F(FaultInjectorTest, TheClockThatTheServiceSeesIsOff) {
  EXPECT_EQ(text_of(ask("s3.*:skew=-900")), "0123456789");
  EXPECT_THAT(skews_, ElementsAre(seconds(-900)));
}

TEST_F(FaultInjectorTest, ARedirectNamesTheRegionUntilTheRequestIsSignedForIt) {
  EXPECT_EQ(ask("s3.*:redirect=eu-west-1").status, 301);
  EXPECT_EQ(headers_.find("x-amz-bucket-region"), "eu-west-1");
  EXPECT_EQ(headers_.find("Location"), "http://127.0.0.1:4566/in/a.jpg?versionId=7");
  EXPECT_EQ(ask("s3.*:redirect=eu-west-1/307").status, 307);
  EXPECT_EQ(ask("s3.*:redirect=eu-west-1/400").status, 400);
  EXPECT_TRUE(skews_.empty());
  EXPECT_EQ(text_of(ask("s3.*:redirect=eu-west-1", "eu-west-1")), "0123456789");
  EXPECT_THAT(refusals_, ElementsAre("PermanentRedirect", "TemporaryRedirect",
                                     "AuthorizationHeaderMalformed"));
}

TEST_F(FaultInjectorTest, SaysWhatTookPlace) {
  std::vector<std::string> lines;
  FaultInjector injector({.faults = parse_service_faults("s3.*#2:reset"),
                          .on_fault = [&](std::string_view line) { lines.emplace_back(line); }});
  for (int i = 0; i < 3; ++i) static_cast<void>(ask(injector));
  EXPECT_THAT(lines, ElementsAre("resizer s3:GetObject: s3.*#2:reset"));
}

}  // namespace
}  // namespace shrike::local
