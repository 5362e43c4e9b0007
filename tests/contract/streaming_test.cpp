#include <gmock/gmock.h>

#include "runtime/base64.h"
#include "tests/contract/cloud.h"
#include "tests/contract/event_stream_reader.h"
#include "tests/contract/gate.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kStream = "/2021-11-15/functions/f/response-streaming-invocations";

/// What a caller reads of InvokeWithResponseStream.
class StreamingContract : public Contract {
 protected:
  /// Invokes `act` and reads to the end.
  StreamedAnswer stream(const std::string& act, const std::string& event = "{}",
                        HttpHeaders headers = {}) {
    auto function = streaming_runtime(act);
    function.timeout = std::chrono::seconds(60);
    lambda().add_function(function);
    answer_ = call("POST", kStream, std::move(headers), event);
    return read_event_stream(answer_.body);
  }

  /// Invokes what is there already; its answer is still to be read.
  ServerResponse begin(std::string event) {
    StringBody body(std::move(event));
    ServerRequest request{.method = "POST",
                          .path = kStream,
                          .query = "",
                          .headers = {},
                          .peer_address = "127.0.0.1",
                          .body = body};
    return lambda().handle(request);
  }

  static StreamedAnswer read(const ServerResponse& response) {
    std::string bytes;
    std::get<ProducedBody>(response.body).produce([&](std::string_view piece) { bytes += piece; });
    return read_event_stream(bytes);
  }

  ApiAnswer answer_;
};

TEST_F(StreamingContract, PiecesComeAsPayloadChunksAndThenTheEnd) {
  const auto streamed = stream("pieces");
  EXPECT_EQ(answer_.status, 200);
  EXPECT_EQ(answer_.header("Content-Type"), "application/vnd.amazon.eventstream");
  EXPECT_EQ(answer_.header("X-Amz-Executed-Version"), "$LATEST");
  EXPECT_EQ(count_in_log("START RequestId: " + answer_.header("x-amzn-RequestId")), 1U);
  EXPECT_EQ(streamed.payload, "one two three");
  EXPECT_EQ(streamed.complete, json::object());
  EXPECT_EQ(count_in_log("stream: 202 -"), 1U);
}

TEST_F(StreamingContract, TheFirstPieceIsReadableWhileTheFunctionStillWrites) {
  const Gate gate;
  lambda().add_function(streaming_runtime("gated"));
  const auto response = begin(gate.event());
  std::string bytes;
  bool opened = false;
  std::get<ProducedBody>(response.body).produce([&](std::string_view piece) {
    bytes += piece;
    if (opened) return;
    EXPECT_EQ(read_event_stream(bytes).payload, "first ");
    opened = true;
    gate.open();
  });
  EXPECT_EQ(read_event_stream(bytes).payload, "first second");
}

TEST_F(StreamingContract, AnErrorInTheTrailersIsTheErrorOfTheEnd) {
  const auto streamed = stream("error-at-end");
  EXPECT_EQ(answer_.status, 200);
  EXPECT_EQ(streamed.payload, "half");
  EXPECT_EQ(streamed.complete.at("ErrorCode"), "Unhandled");
  EXPECT_EQ(json::parse(streamed.complete.at("ErrorDetails").get<std::string>()),
            json({{"errorType", "Feed.Dry"}, {"errorMessage", "no more"}}));
  EXPECT_EQ(count_in_log("stream: 202 -"), 1U);
}

TEST_F(StreamingContract, AStreamThatBreaksOffIs400AndTruncated) {
  const auto streamed = stream("broken-off");
  EXPECT_EQ(streamed.payload, "half");
  EXPECT_EQ(streamed.complete.at("ErrorCode"), "Unhandled");
  EXPECT_THAT(streamed.complete.at("ErrorDetails").get<std::string>(),
              HasSubstr("Runtime.TruncatedResponse"));
  EXPECT_EQ(count_in_log("stream: 400 TruncatedHTTPRequest"), 1U);
}

TEST_F(StreamingContract, AProcessThatDiesWithinItsStreamIsAnExitError) {
  const Gate gate;
  lambda().add_function(streaming_runtime("crash"));
  const auto response = begin(gate.event());
  gate.open();
  const auto streamed = read(response);
  EXPECT_EQ(streamed.payload, "half");
  EXPECT_THAT(streamed.complete.at("ErrorDetails").get<std::string>(),
              HasSubstr("Runtime exited with error: signal: killed"));
}

TEST_F(StreamingContract, AStreamBeyondTheFunctionsTimeIsCutThere) {
  auto function = streaming_runtime("stall");
  function.timeout = std::chrono::seconds(1);
  lambda().add_function(function);
  const auto streamed = read_event_stream(call("POST", kStream, {}, "{}").body);
  EXPECT_EQ(streamed.payload, "half");
  EXPECT_THAT(streamed.complete.at("ErrorDetails").get<std::string>(),
              HasSubstr("Sandbox.Timedout"));
}

TEST_F(StreamingContract, ACallerWhoReadsNothingDoesNotHoldUpTheTimeout) {
  auto function = streaming_runtime("megabytes");
  function.timeout = std::chrono::seconds(1);
  lambda().add_function(function);
  const auto response = begin(R"({"count":100})");
  wait_for_log("Task timed out after 1.00 seconds");
  EXPECT_THAT(read(response).complete.at("ErrorDetails").get<std::string>(),
              HasSubstr("Sandbox.Timedout"));
}

TEST_F(StreamingContract, ACallerWhoGoesAwayLeavesTheFunctionToItsEnd) {
  lambda().add_function(streaming_runtime("megabytes"));
  { const auto response = begin(R"({"count":20})"); }
  EXPECT_EQ(count_in_log("stream: 202 -"), 1U);
}

TEST_F(StreamingContract, AStreamBeyond200MegabytesIs413AndTooLarge) {
  const auto streamed = stream("megabytes", R"({"count":201})");
  EXPECT_EQ(streamed.payload.size(), 200U * 1024 * 1024);
  EXPECT_THAT(streamed.complete.at("ErrorDetails").get<std::string>(),
              HasSubstr("exceeded maximum allowed payload size (209715200 bytes)"));
  EXPECT_EQ(count_in_log("stream: 413 RequestEntityTooLarge"), 1U);
}

TEST_F(StreamingContract, AFunctionThatAnswersAtOnceIsOneChunk) {
  const auto streamed = stream("whole");
  EXPECT_EQ(streamed.payload, "\"whole\"");
  EXPECT_EQ(streamed.chunks, 1U);
  EXPECT_EQ(streamed.complete, json::object());
}

TEST_F(StreamingContract, AnEmptyStreamIsNoChunk) {
  const auto streamed = stream("nothing");
  EXPECT_EQ(streamed.chunks, 0U);
  EXPECT_EQ(streamed.complete, json::object());
}

TEST_F(StreamingContract, AnErrorBeforeTheFirstByteIsTheEndAlone) {
  const auto streamed = stream("fail");
  EXPECT_EQ(streamed.chunks, 0U);
  EXPECT_EQ(streamed.complete.at("ErrorCode"), "Unhandled");
  EXPECT_THAT(streamed.complete.at("ErrorDetails").get<std::string>(), HasSubstr("Feed.Empty"));
}

TEST_F(StreamingContract, TheLogsTailComesWithTheEnd) {
  const auto streamed = stream("pieces", "{}", {{"X-Amz-Log-Type", "Tail"}});
  EXPECT_THAT(streamed.complete.at("LogResult").get<std::string>(),
              StartsWith(base64_encode("START RequestId")));
}

TEST_F(StreamingContract, ThePreludeOfAnHttpAnswerIsPassedOnAsItIs) {
  EXPECT_EQ(stream("prelude").payload,
            R"({"statusCode":201,"headers":{"content-type":"text/plain"},"cookies":["a=b"]})" +
                std::string(8, '\0') + "body");
}

TEST_F(StreamingContract, AnUnknownResponseModeIs400AndTheRightOneStillCounts) {
  EXPECT_EQ(stream("sideways").payload, "\"whole\"");
  EXPECT_EQ(count_in_log("sideways: 400 InvalidFunctionResponseMode"), 1U);
}

TEST_F(StreamingContract, APlainInvocationGetsTheStreamCollected) {
  const auto result = invoke(streaming_runtime("pieces"));
  EXPECT_EQ(result.payload, "one two three");
  EXPECT_FALSE(result.function_error.has_value());
}

TEST_F(StreamingContract, APlainInvocationGetsTheErrorOfTheEnd) {
  const auto result = invoke(streaming_runtime("error-at-end"));
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Feed.Dry");
}

TEST_F(StreamingContract, APlainInvocationHasThePlainLimit) {
  const auto result = invoke(streaming_runtime("megabytes"), R"({"count":7})");
  EXPECT_EQ(payload_of(result).at("errorType"), "Function.ResponseSizeTooLarge");
  EXPECT_EQ(count_in_log("stream: 413 RequestEntityTooLarge"), 1U);
}

TEST_F(StreamingContract, TheFunctionIsWarmAfterAStream) {
  stream("pieces");
  EXPECT_FALSE(lambda().invoke("f", "{}").init_duration.has_value());
}

TEST_F(StreamingContract, WhatCannotBeInvokedIsRefusedBeforeTheStream) {
  EXPECT_EQ(call("POST", kStream, {}, "{}").status, 404);
  lambda().add_function(streaming_runtime("pieces"));
  EXPECT_EQ(call("POST", kStream, {}, "no json").status, 400);
  EXPECT_EQ(call("POST", kStream, {{"X-Amz-Invocation-Type", "Event"}}, "{}").status, 400);
  EXPECT_EQ(call("POST", kStream, {{"X-Amz-Invocation-Type", "DryRun"}}, "{}").status, 204);
  EXPECT_TRUE(log().empty());
}

TEST_F(StreamingContract, StoppingEndsAStreamThatNobodyReads) {
  lambda().add_function(streaming_runtime("megabytes"));
  const auto response = begin(R"({"count":100})");
  lambda().stop();
  EXPECT_EQ(count_in_log("REPORT RequestId: "), 1U);
}

}  // namespace
}  // namespace shrike::local
