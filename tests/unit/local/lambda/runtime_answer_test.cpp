#include "infra/local/lambda/runtime_answer.h"

#include <deque>
#include <future>

#include <gtest/gtest.h>

#include "infra/local/lambda/platform_errors.h"
#include "runtime/base64.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using Kind = RuntimeAnswer::Kind;

class PiecesBody final : public RequestBody {
 public:
  PiecesBody(std::deque<std::string> pieces, HttpHeaders trailers = {})
      : pieces_(std::move(pieces)), trailers_(std::move(trailers)) {}

  std::string_view next() override {
    if (pieces_.empty()) return {};
    piece_ = std::move(pieces_.front());
    pieces_.pop_front();
    if (piece_ == "cut") throw Error(ErrorKind::Retry, "Network.Interrupted", "cut");
    return piece_;
  }
  [[nodiscard]] HttpHeaders trailers() const override { return trailers_; }

 private:
  std::deque<std::string> pieces_;
  std::string piece_;
  HttpHeaders trailers_;
};

ServerRequest post(RequestBody& body, HttpHeaders headers) {
  return {.method = "POST",
          .path = "/",
          .query = "",
          .headers = std::move(headers),
          .peer_address = "127.0.0.1",
          .body = body};
}

RuntimeAnswer response(PiecesBody body, HttpHeaders headers, ResponsePipe* pipe = nullptr) {
  auto request = post(body, std::move(headers));
  return read_response(request, pipe);
}

const HttpHeaders kStreamed{{kResponseMode, kStreaming}, {"Content-Type", "text/html"}};

TEST(RuntimeAnswer, IsCollectedWithoutAPipe) {
  for (const auto& headers : {kStreamed, HttpHeaders{{"Content-Type", "text/html"}}}) {
    const auto answer = response({{"one ", "two"}}, headers);
    EXPECT_EQ(answer.kind, Kind::Response);
    EXPECT_EQ(answer.body, "one two");
    EXPECT_EQ(answer.content_type, "text/html");
    EXPECT_FALSE(answer.streamed);
  }
}

TEST(RuntimeAnswer, GoesIntoThePipeInStreamingMode) {
  ResponsePipe pipe;
  const auto answer = response({{"one ", "two"}}, kStreamed, &pipe);
  EXPECT_TRUE(answer.streamed);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(pipe.read(), "one two");
}

TEST(RuntimeAnswer, GoesIntoThePipeWhetherOrNotTheRuntimeSaysThatItStreams) {
  ResponsePipe pipe;
  const auto answer = response({{"whole"}}, {}, &pipe);
  EXPECT_TRUE(answer.streamed);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(pipe.read(), "whole");
}

TEST(RuntimeAnswer, IsTheErrorThatTheTrailersCarry) {
  const std::string document = R"({"errorType":"Feed.Dry","errorMessage":"no more"})";
  const HttpHeaders trailers{{"Lambda-Runtime-Function-Error-Type", "Function.FeedDry"},
                             {"Lambda-Runtime-Function-Error-Body", base64_encode(document)}};
  ResponsePipe pipe;
  for (auto* to : {&pipe, static_cast<ResponsePipe*>(nullptr)}) {
    const auto answer = response({{"half"}, trailers}, kStreamed, to);
    EXPECT_EQ(answer.kind, Kind::Error);
    EXPECT_EQ(answer.error_type, "Function.FeedDry");
    EXPECT_EQ(answer.body, document);
  }
  EXPECT_EQ(pipe.read(), "half");
}

TEST(RuntimeAnswer, MakesAnErrorOfTrailersThatAreHalfThereOrMalformed) {
  const HttpHeaders cases[] = {
      {{"Lambda-Runtime-Function-Error-Type", "whatever"}},
      {{"Lambda-Runtime-Function-Error-Type", "Runtime.Unknown"},
       {"Lambda-Runtime-Function-Error-Body", "no base64!"}},
      {{"Lambda-Runtime-Function-Error-Body", ""}},
  };
  for (const auto& trailers : cases) {
    const auto answer = response({{"half"}, trailers}, kStreamed);
    EXPECT_EQ(answer.kind, Kind::Error);
    EXPECT_EQ(answer.body, R"({"errorType":"Runtime.Unknown","errorMessage":""})");
  }
}

TEST(RuntimeAnswer, TakesTrailersForAnErrorOnlyWhereSomethingStreams) {
  const auto answer =
      response({{"whole"}, {{"Lambda-Runtime-Function-Error-Type", "Runtime.Unknown"}}}, {});
  EXPECT_EQ(answer.kind, Kind::Response);
}

TEST(RuntimeAnswer, IsTooLargePastTheLimitOfItsMode) {
  const std::string fits(kMaxPayload, 'x');
  EXPECT_EQ(response({{fits}}, {}).kind, Kind::Response);
  EXPECT_EQ(response({{fits}}, kStreamed).kind, Kind::Response);
  for (const auto& headers : {HttpHeaders(), kStreamed}) {
    const auto answer = response({{fits, "x"}}, headers);
    EXPECT_EQ(answer.kind, Kind::TooLarge);
    EXPECT_EQ(answer.body, "");
    EXPECT_FALSE(answer.streamed);
  }
}

TEST(RuntimeAnswer, HasTwoHundredMegabytesWhereItIsStreamed) {
  const std::string piece(1024 * 1024, 'x');
  for (const auto& [pieces, kind] : {std::pair{200, Kind::Response}, {201, Kind::TooLarge}}) {
    ResponsePipe pipe;
    auto reading = std::async(std::launch::async, [&] {
      std::size_t size = 0;
      for (auto read = pipe.read(); !read.empty(); read = pipe.read()) size += read.size();
      return size;
    });
    const auto answer = response({std::deque<std::string>(static_cast<std::size_t>(pieces), piece)},
                                 kStreamed, &pipe);
    pipe.close();
    EXPECT_EQ(answer.kind, kind);
    EXPECT_TRUE(answer.streamed);
    EXPECT_EQ(reading.get(), kMaxStreamedPayload);
  }
}

TEST(RuntimeAnswer, ThatIsCutIsThrown) {
  ResponsePipe pipe;
  EXPECT_THROW(response({{"half", "cut"}}, {}), Error);
  EXPECT_THROW(response({{"half", "cut"}}, kStreamed, &pipe), Error);
  EXPECT_EQ(pipe.read(), "half");
}

TEST(RuntimeError, IsReadWithItsNormalisedType) {
  PiecesBody body({"{}"});
  auto request = post(body, {{"Lambda-Runtime-Function-Error-Type", "unhandled"}});
  const auto answer = read_error(request);
  EXPECT_EQ(answer.kind, Kind::Error);
  EXPECT_EQ(answer.error_type, "Runtime.Unknown");
  EXPECT_EQ(answer.body, "{}");
}

}  // namespace
}  // namespace shrike::local
