#include "infra/local/lambda/concurrent_runtime_api.h"

#include <future>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "runtime/http_curl.h"

namespace shrike::local {
namespace {

using namespace std::chrono_literals;

std::chrono::steady_clock::time_point in_an_hour() { return std::chrono::steady_clock::now() + 1h; }

Delivery delivery(std::string id, std::string nonce = "nonce") {
  Delivery result;
  result.request_id = std::move(id);
  result.payload = "{}";
  result.invocation_id = std::move(nonce);
  return result;
}

class ConcurrentRuntimeApiTest : public testing::Test {
 protected:
  HttpResponse call(std::string method, const std::string& path, std::string_view body = {},
                    HttpHeaders headers = {}) {
    CurlTransport transport;
    const HttpRequest request{.method = std::move(method),
                              .url = "http://" + api_.address() + "/2018-06-01/runtime/" + path,
                              .headers = std::move(headers),
                              .body = body};
    return transport.send(request);
  }
  HttpResponse next() { return call("GET", "invocation/next"); }
  HttpResponse respond(const std::string& id, std::string_view body, HttpHeaders headers = {}) {
    return call("POST", "invocation/" + id + "/response", body, std::move(headers));
  }
  std::future<std::optional<RuntimeAnswer>> run(Delivery work) {
    return std::async(std::launch::async, [this, work = std::move(work)]() mutable {
      return api_.run(std::move(work), in_an_hour());
    });
  }

  ConcurrentRuntimeApi api_;
};

std::string error_type(const HttpResponse& response) {
  return nlohmann::json::parse(response.body).at("errorType");
}

TEST_F(ConcurrentRuntimeApiTest, MatchesAnswersWithTheirInvocations) {
  auto first = run(delivery("1"));
  auto second = run(delivery("2"));
  EXPECT_EQ(next().status, 200);
  EXPECT_EQ(next().status, 200);
  EXPECT_EQ(respond("2", "\"two\"").status, 202);
  EXPECT_EQ(respond("1", "\"one\"").status, 202);
  EXPECT_EQ(first.get()->body, "\"one\"");
  EXPECT_EQ(second.get()->body, "\"two\"");
}

TEST_F(ConcurrentRuntimeApiTest, IsReadyWithTheFirstNext) {
  EXPECT_EQ(api_.wait_until_ready(std::chrono::steady_clock::now()),
            ConcurrentRuntimeApi::Start::TimedOut);
  auto waiting = std::async(std::launch::async, [&] { return next(); });
  EXPECT_EQ(api_.wait_until_ready(in_an_hour()), ConcurrentRuntimeApi::Start::Ready);
  auto answer = run(delivery("1"));
  EXPECT_EQ(waiting.get().status, 200);
  api_.close();
  EXPECT_FALSE(answer.get()) << "the process has ended";
}

TEST_F(ConcurrentRuntimeApiTest, AnInitErrorCountsOnceAndOnlyBeforeTheFirstNext) {
  EXPECT_EQ(call("POST", "init/error", "{}").status, 202);
  EXPECT_EQ(error_type(call("POST", "init/error", "{}")), "InvalidStateTransition");
  EXPECT_EQ(api_.wait_until_ready(in_an_hour()), ConcurrentRuntimeApi::Start::Failed);
  EXPECT_EQ(api_.init_error()->body, "{}");
  EXPECT_EQ(next().status, 403);
}

TEST_F(ConcurrentRuntimeApiTest, AnAnswerAfterTheTimeoutIs410) {
  const auto answer = api_.run(delivery("1"), std::chrono::steady_clock::now());
  EXPECT_EQ(answer->kind, RuntimeAnswer::Kind::TooLate);
  const auto late = respond("1", "1");
  EXPECT_EQ(late.status, 410);
  EXPECT_EQ(error_type(late), "InvokeTimeout");
}

TEST_F(ConcurrentRuntimeApiTest, AnAnswerToNothingIs400) {
  EXPECT_EQ(error_type(respond("unknown", "1")), "InvalidRequestID");
  auto answer = run(delivery("1"));
  next();
  EXPECT_EQ(respond("1", "1", {{"Lambda-Runtime-Invocation-Id", "other"}}).status, 400);
  EXPECT_EQ(respond("1", "1", {{"Lambda-Runtime-Invocation-Id", "nonce"}}).status, 202);
  EXPECT_EQ(respond("1", "2").status, 400) << "answered already";
  EXPECT_EQ(answer.get()->body, "1");
}

TEST_F(ConcurrentRuntimeApiTest, AnErrorIsAnAnswerToo) {
  auto answer = run(delivery("1"));
  next();
  EXPECT_EQ(call("POST", "invocation/1/error", "{}",
                 {{"Lambda-Runtime-Function-Error-Type", "Function.Custom"}})
                .status,
            202);
  const auto taken = answer.get();
  EXPECT_EQ(taken->kind, RuntimeAnswer::Kind::Error);
  EXPECT_EQ(taken->error_type, "Function.Custom");
}

TEST_F(ConcurrentRuntimeApiTest, WhatItDoesNotServeIs404Or405) {
  EXPECT_EQ(call("POST", "invocation/next").status, 405);
  EXPECT_EQ(call("GET", "restore/next").status, 404);
  EXPECT_EQ(call("GET", "nothing").status, 404);
}

}  // namespace
}  // namespace shrike::local
