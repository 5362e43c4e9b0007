#include <gmock/gmock.h>

#include "tests/contract/cloud.h"
#include "tests/contract/event_stream_reader.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// Streaming handlers of our own runtime, in strict mode.
class OwnStreamingContract : public Contract {
 protected:
  OwnStreamingContract() {
    LambdaOptions options;
    options.strict = true;
    set_options(options);
  }

  StreamedAnswer stream(const std::string& handler) {
    lambda().add_function(life_cycle(handler));
    answer_ = call("POST", "/2021-11-15/functions/f/response-streaming-invocations", {}, "{}");
    return read_event_stream(answer_.body);
  }

  ApiAnswer answer_;
};

TEST_F(OwnStreamingContract, PiecesReachTheCallerAndThenTheEnd) {
  const auto streamed = stream("stream");
  EXPECT_EQ(streamed.payload, "one two " + answer_.header("x-amzn-RequestId"));
  EXPECT_EQ(streamed.complete, json::object());
}

TEST_F(OwnStreamingContract, AnErrorAmidTheStreamIsTheErrorOfTheEnd) {
  const auto streamed = stream("fail-midway");
  EXPECT_EQ(streamed.payload, "half");
  const auto details = json::parse(streamed.complete.at("ErrorDetails").get<std::string>());
  EXPECT_EQ(details.at("errorType"), "Feed.Dry");
  EXPECT_EQ(details.at("errorMessage"), "no more");
}

TEST_F(OwnStreamingContract, AnErrorBeforeTheFirstByteIsAnOrdinaryOne) {
  const auto streamed = stream("fail-at-once");
  EXPECT_EQ(streamed.payload, "");
  EXPECT_THAT(streamed.complete.at("ErrorDetails").get<std::string>(), HasSubstr("nothing yet"));
}

TEST_F(OwnStreamingContract, AnEmptyStreamIsAnEmptyAnswer) {
  const auto streamed = stream("stream-nothing");
  EXPECT_EQ(streamed.payload, "");
  EXPECT_EQ(streamed.complete, json::object());
}

TEST_F(OwnStreamingContract, AnHttpAnswerBeginsWithItsPrelude) {
  const auto payload = stream("stream-http").payload;
  const auto zeros = payload.find(std::string(8, '\0'));
  ASSERT_NE(zeros, std::string::npos);
  EXPECT_EQ(json::parse(payload.substr(0, zeros)),
            json({{"statusCode", 418}, {"headers", {{"x-pot", "tea"}}}, {"cookies", {"a=b"}}}));
  EXPECT_EQ(payload.substr(zeros + 8), "short and stout");
}

TEST_F(OwnStreamingContract, AnOrdinaryInvocationGetsTheCollectedBody) {
  const auto result = invoke(life_cycle("stream"));
  EXPECT_EQ(result.payload, "one two " + result.request_id);
  EXPECT_FALSE(result.function_error);
}

}  // namespace
}  // namespace shrike::local
