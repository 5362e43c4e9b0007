#include "handlers/aws/client.h"

#include <chrono>
#include <string>
#include <type_traits>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/aws/fakes.h"

namespace shrike {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using test::error_from;
using test::header_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

static_assert(std::is_move_constructible_v<AwsClient>);

class AwsClientTest : public test::AwsFixture {
 protected:
  /// Calls a client of `service` once.
  HttpResponse call(AwsClient& client, milliseconds remaining = 10min) {
    HttpRequest request;
    request.url = "/photos/k";
    return client.call(request, scope(remaining));
  }

  Error failure(AwsClient& client, milliseconds remaining = 10min) {
    return error_from([&] { call(client, remaining); });
  }
};

TEST_F(AwsClientTest, SignsForItsServiceAndRegion) {
  transport_.answer(200);
  auto s3 = client("s3");
  call(s3);
  const auto& sent = transport_.requests().at(0);
  EXPECT_EQ(sent.url, "https://photos.s3.eu-central-1.amazonaws.com/k");
  EXPECT_EQ(header_of(sent, "Host"), "photos.s3.eu-central-1.amazonaws.com");
  EXPECT_EQ(header_of(sent, "X-Amz-Date"), "20231114T221320Z");
  EXPECT_EQ(header_of(sent, "X-Amz-Security-Token"), "t0ken//with+signs==");
  EXPECT_THAT(header_of(sent, "Authorization"),
              HasSubstr("AKIDEXAMPLE/20231114/eu-central-1/s3/aws4_request"));
}

TEST_F(AwsClientTest, SendsTheTraceIdUnsignedAndOnOneLine) {
  transport_.answer(200);
  auto s3 = client("s3");
  auto traced = scope();
  traced.trace_id = "Root=1-abc;Parent=53;Sampled=1;Lineage=a:1|b\r\nX-Evil: 1";
  static_cast<void>(s3.call({.url = "/photos/k"}, traced));
  const auto& sent = transport_.requests().at(0);
  EXPECT_EQ(header_of(sent, "X-Amzn-Trace-Id"),
            "Root=1-abc;Parent=53;Sampled=1;Lineage=a:1%7Cb%0D%0AX-Evil:%201");
  EXPECT_THAT(header_of(sent, "Authorization"), Not(HasSubstr("trace")));
}

TEST_F(AwsClientTest, SendsNoTraceIdWhereThereIsNone) {
  transport_.answer(200);
  auto s3 = client("s3");
  auto untraced = scope();
  untraced.trace_id.clear();
  static_cast<void>(s3.call({.url = "/photos/k"}, untraced));
  EXPECT_FALSE(transport_.requests().at(0).headers.contains("X-Amzn-Trace-Id"));
}

TEST_F(AwsClientTest, TakesTheRegionOfTheEnvironment) {
  const auto environment = fixed_environment({{"AWS_DEFAULT_REGION", "us-west-2"}});
  transport_.answer(200);
  AwsClient other(
      "s3", environment, transport_, clock_, [] { return 0.0; }, logger_);
  call(other);
  EXPECT_THAT(transport_.requests().at(0).url, HasSubstr("us-west-2"));
}

TEST_F(AwsClientTest, NeedsARegion) {
  const auto error = error_from([&] {
    AwsClient(
        "s3", fixed_environment({}), transport_, clock_, [] { return 0.0; }, logger_);
  });
  EXPECT_EQ(error.type(), "Runtime.ConfigInvalid");
}

TEST_F(AwsClientTest, ReturnsSuccessesAndNotModified) {
  auto s3 = client("s3");
  for (const int status : {200, 204, 206, 304}) {
    transport_.answer(status);
    EXPECT_EQ(call(s3).status, status);
  }
}

TEST_F(AwsClientTest, SignsEachAttemptAnew) {
  transport_.answer(503, {}, "<Error><Code>SlowDown</Code></Error>");
  transport_.answer(500);
  transport_.answer(200, {}, "done");
  auto s3 = client("s3");
  EXPECT_EQ(call(s3).body, "done");
  EXPECT_THAT(clock_.sleeps(), ElementsAre(1000ms, 2000ms));
  EXPECT_EQ(header_of(transport_.requests().at(1), "X-Amz-Date"), "20231114T221321Z");
  EXPECT_EQ(header_of(transport_.requests().at(2), "X-Amz-Date"), "20231114T221323Z");
}

TEST_F(AwsClientTest, RetriesThrottlesWhateverTheirStatus) {
  for (const int status : {400, 429, 500, 503}) {
    auto rekognition = client("rekognition");
    for (int attempt = 0; attempt < 3; ++attempt) {
      transport_.answer(status, {}, R"({"__type":"ThrottlingException","message":"Slow down"})");
    }
    const auto error = failure(rekognition);
    EXPECT_EQ(error.type(), "Service.Throttled");
    EXPECT_EQ(error.kind(), ErrorKind::Retry);
    EXPECT_THAT(error.message(), HasSubstr("Slow down"));
    EXPECT_TRUE(transport_.done());
  }
}

TEST_F(AwsClientTest, RetriesLostConnectionsAndSaysUnavailableInTheEnd) {
  transport_.fail("Network.ConnectFailed");
  transport_.fail("Network.Timeout");
  transport_.fail("Network.Interrupted");
  auto s3 = client("s3");
  const auto error = failure(s3);
  EXPECT_EQ(error.type(), "Service.Unavailable");
  EXPECT_EQ(error.kind(), ErrorKind::Retry);
}

TEST_F(AwsClientTest, DoesNotRetryWhatWillFailAgain) {
  auto s3 = client("s3");
  transport_.answer(400, {}, "<Error><Code>InvalidArgument</Code><Message>no</Message></Error>");
  auto error = failure(s3);
  EXPECT_EQ(error.type(), "S3.InvalidArgument");
  EXPECT_EQ(error.kind(), ErrorKind::Reject);

  transport_.fail("Network.TlsFailed", ErrorKind::Reject);
  EXPECT_EQ(failure(s3).type(), "Network.TlsFailed");
  EXPECT_TRUE(clock_.sleeps().empty());
}

TEST_F(AwsClientTest, AsksForALaterInvocationWhenTheTokenRanOut) {
  transport_.answer(400, {}, "<Error><Code>ExpiredToken</Code></Error>");
  auto s3 = client("s3");
  const auto error = failure(s3);
  EXPECT_EQ(error.type(), "S3.ExpiredToken");
  EXPECT_EQ(error.kind(), ErrorKind::Retry);
}

TEST_F(AwsClientTest, MakesAsManyAttemptsAsToldTo) {
  auto s3 = client("s3", {{"AWS_MAX_ATTEMPTS", "1"}});
  transport_.answer(500);
  EXPECT_EQ(failure(s3).type(), "Service.Unavailable");
  EXPECT_TRUE(clock_.sleeps().empty());
}

TEST_F(AwsClientTest, StopsRetryingShortlyBeforeTheDeadline) {
  transport_.answer(500);
  auto s3 = client("s3");
  EXPECT_EQ(failure(s3, 1900ms).type(), "Service.Unavailable");
  EXPECT_EQ(transport_.requests().size(), 1U);
  EXPECT_TRUE(clock_.sleeps().empty());
}

TEST_F(AwsClientTest, SendsNothingAfterTheDeadline) {
  auto s3 = client("s3");
  const auto error = failure(s3, 0ms);
  EXPECT_EQ(error.type(), "Service.Unavailable");
  EXPECT_THAT(error.message(), HasSubstr("deadline"));
  EXPECT_TRUE(transport_.requests().empty());
}

TEST_F(AwsClientTest, GivesEveryAttemptATimeoutWithinTheDeadline) {
  const auto slow = [this](const HttpRequest& request) -> HttpResponse {
    clock_.advance(request.timeout);
    throw Error(ErrorKind::Retry, "Network.Timeout", "no answer");
  };
  for (int attempt = 0; attempt < 3; ++attempt) transport_.then(slow);
  auto s3 = client("s3");
  const auto deadline = clock_.now() + 20s;
  failure(s3, 20s);
  EXPECT_EQ(transport_.requests().at(0).timeout, 10s);
  EXPECT_EQ(transport_.requests().at(1).timeout, 4500ms);
  EXPECT_EQ(transport_.requests().at(2).timeout, 2500ms);
  EXPECT_LE(transport_.requests().at(2).connect_timeout, 2500ms);
  EXPECT_LE(clock_.now(), deadline);
}

TEST_F(AwsClientTest, CorrectsItsClockOnceFromTheAnswersDate) {
  const std::string skewed = "<Error><Code>RequestTimeTooSkewed</Code></Error>";
  transport_.answer(403, {{"Date", "Tue, 14 Nov 2023 23:13:20 GMT"}}, skewed);
  transport_.answer(200);
  transport_.answer(200);
  auto s3 = client("s3");
  call(s3);
  EXPECT_EQ(header_of(transport_.requests().at(1), "X-Amz-Date"), "20231114T231320Z");
  EXPECT_TRUE(clock_.sleeps().empty());
  call(s3);
  EXPECT_EQ(header_of(transport_.requests().at(2), "X-Amz-Date"), "20231114T231320Z");
}

TEST_F(AwsClientTest, GivesUpOnTheClockAfterOneCorrection) {
  const std::string skewed = "<Error><Code>RequestTimeTooSkewed</Code></Error>";
  transport_.answer(403, {{"Date", "Tue, 14 Nov 2023 23:13:20 GMT"}}, skewed);
  transport_.answer(403, {{"Date", "Tue, 14 Nov 2023 10:00:00 GMT"}}, skewed);
  auto s3 = client("s3");
  EXPECT_EQ(failure(s3).type(), "S3.RequestTimeTooSkewed");
  EXPECT_EQ(transport_.requests().size(), 2U);
}

TEST_F(AwsClientTest, SignsAgainAfterAFreezeThatMadeTheRequestOld) {
  transport_.then([this](const HttpRequest&) -> HttpResponse {
    clock_.advance(1h);
    return {.status = 403,
            .headers = {{"Date", "Tue, 14 Nov 2023 23:13:20 GMT"}},
            .body = "<Error><Code>RequestTimeTooSkewed</Code></Error>"};
  });
  transport_.answer(200);
  auto s3 = client("s3");
  call(s3, 2h);
  EXPECT_EQ(header_of(transport_.requests().at(1), "X-Amz-Date"), "20231114T231320Z");
}

TEST_F(AwsClientTest, BlamesTheClockForABadSignatureOnlyWhereItIsWrong) {
  const std::string bad = R"({"__type":"InvalidSignatureException","message":"Signature expired"})";
  auto rekognition = client("rekognition");
  transport_.answer(400, {{"Date", "Tue, 14 Nov 2023 22:14:00 GMT"}}, bad);
  EXPECT_EQ(failure(rekognition).type(), "Rekognition.InvalidSignatureException");
  transport_.answer(400, {{"Date", "Tue, 14 Nov 2023 22:23:20 GMT"}}, bad);
  transport_.answer(200);
  EXPECT_EQ(call(rekognition).status, 200);
  transport_.answer(400, {{"Date", "rubbish"}}, bad);
  EXPECT_EQ(failure(rekognition).type(), "Rekognition.InvalidSignatureException");
}

TEST_F(AwsClientTest, FollowsABucketToItsRegionWithANewSignature) {
  struct Case {
    int status;
    HttpHeaders headers;
    std::string body;
  };
  const std::string malformed =
      "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>";
  for (const auto& [status, headers, body] : {
           Case{301, {{"x-amz-bucket-region", "us-west-2"}}, ""},
           Case{307, {{"x-amz-bucket-region", "us-west-2"}, {"Location", "https://evil/"}}, ""},
           Case{400, {}, malformed},
           Case{400, {{"x-amz-bucket-region", "us-west-2"}}, ""},
       }) {
    auto s3 = client("s3");
    const auto first = transport_.requests().size();
    transport_.answer(status, headers, body);
    transport_.answer(200);
    transport_.answer(200);
    call(s3);
    call(s3);  // it is remembered
    for (const auto index : {first + 1, first + 2}) {
      const auto& sent = transport_.requests().at(index);
      EXPECT_EQ(sent.url, "https://photos.s3.us-west-2.amazonaws.com/k");
      EXPECT_THAT(header_of(sent, "Authorization"), HasSubstr("/us-west-2/s3/"));
    }
  }
}

TEST_F(AwsClientTest, FollowsABucketOnlyOnceACall) {
  transport_.answer(301, {{"x-amz-bucket-region", "us-west-2"}});
  transport_.answer(301, {{"x-amz-bucket-region", "us-east-1"}});
  auto s3 = client("s3");
  EXPECT_EQ(failure(s3).type(), "S3.Http301");
  EXPECT_EQ(transport_.requests().size(), 2U);
}

TEST_F(AwsClientTest, KeepsACustomEndpointWhenTheRegionIsAnother) {
  transport_.answer(400, {{"x-amz-bucket-region", "us-west-2"}});
  transport_.answer(200);
  auto s3 = client("s3", {{"AWS_ENDPOINT_URL", "http://127.0.0.1:9000"}});
  call(s3);
  const auto& sent = transport_.requests().at(1);
  EXPECT_EQ(sent.url, "http://127.0.0.1:9000/photos/k");
  EXPECT_EQ(header_of(sent, "Host"), "127.0.0.1:9000");
  EXPECT_THAT(header_of(sent, "Authorization"), HasSubstr("/us-west-2/s3/"));
}

TEST_F(AwsClientTest, NeverFollowsARedirectOfAnotherService) {
  transport_.answer(307, {{"x-amz-bucket-region", "us-west-2"}, {"Location", "https://evil/"}});
  auto rekognition = client("rekognition");
  EXPECT_EQ(failure(rekognition).type(), "Rekognition.Http307");
}

TEST_F(AwsClientTest, NeverAsksTwiceForAnAnswerThatHasBegunToGoOn) {
  transport_.break_off(200, {}, "half");
  auto s3 = client("s3");
  std::string seen;
  const auto error = error_from([&] {
    HttpRequest request{.url = "/photos/k"};
    request.on_chunk = [&](const HttpResponse&, std::string_view chunk) { seen += chunk; };
    static_cast<void>(s3.call(request, scope()));
  });
  EXPECT_EQ(error.type(), "Network.Interrupted");
  EXPECT_EQ(seen, "half");
}

TEST_F(AwsClientTest, StopsRetryingWhenTheQuotaIsSpent) {
  auto s3 = client("s3");
  for (int attempt = 0; attempt < 50 * 3; ++attempt) transport_.answer(500);
  for (int call_count = 0; call_count < 50; ++call_count) failure(s3);
  ASSERT_TRUE(transport_.done());
  transport_.answer(500);
  EXPECT_EQ(failure(s3).type(), "Service.Unavailable");
}

TEST_F(AwsClientTest, ShowsNoCredentialsInErrorsOrLogs) {
  const std::string echo =
      "The Canonical String should have been 'x-amz-security-token:t0ken//with+signs==' "
      "t0ken%2F%2Fwith%2Bsigns%3D%3D AKIDEXAMPLE sEcReT/+key";
  const auto padded = std::string(1010, 'x') + echo;
  std::string shown;
  for (const auto& text : {echo, padded}) {
    for (const std::string code : {"SignatureDoesNotMatch", "SlowDown"}) {
      auto s3 = client("s3");
      const auto attempts = code == "SlowDown" ? 3 : 1;
      for (int attempt = 0; attempt < attempts; ++attempt) {
        transport_.answer(403, {},
                          fmt::format("<Error><Code>{}</Code><Message>{}</Message>"
                                      "<AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId></Error>",
                                      code, text));
      }
      shown += failure(s3).message();
    }
  }
  for (int attempt = 0; attempt < 3; ++attempt) {
    transport_.then([&](const HttpRequest&) -> HttpResponse {
      throw Error(ErrorKind::Retry, "Network.Protocol", echo);
    });
  }
  auto s3 = client("s3");
  shown += failure(s3).message();
  for (const auto& line : log_lines_) shown += line;

  EXPECT_FALSE(log_lines_.empty());
  EXPECT_THAT(shown, HasSubstr("[credential]"));
  for (const std::string secret : {"t0ken", "sEcReT", "AKIDEXAMPLE"}) {
    EXPECT_THAT(shown, Not(HasSubstr(secret)));
  }
}

TEST_F(AwsClientTest, CutsLongMessagesBetweenCharacters) {
  std::string text;
  while (text.size() < 5000) text += "日";
  transport_.answer(400, {}, "<Error><Code>Odd</Code><Message>" + text + "</Message></Error>");
  auto s3 = client("s3");
  const auto message = failure(s3).message();
  EXPECT_LT(message.size(), 1100U);
  EXPECT_THAT(message, testing::EndsWith("日…"));
}

TEST_F(AwsClientTest, ReturnsARefusalThatTheCallerExpects) {
  auto s3 = client("s3");
  transport_.answer(404, {}, "<Error><Code>NoSuchKey</Code></Error>");
  EXPECT_EQ(s3.call({.url = "/photos/k"}, scope(), {"NoSuchKey"}).status, 404);
  transport_.answer(404, {}, "<Error><Code>NoSuchBucket</Code></Error>");
  EXPECT_EQ(error_from([&] {
              static_cast<void>(s3.call({.url = "/photos/k"}, scope(), {"NoSuchKey"}));
            }).type(),
            "S3.NoSuchBucket");
}

}  // namespace
}  // namespace shrike
