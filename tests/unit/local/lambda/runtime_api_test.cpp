#include "infra/local/lambda/runtime_api.h"

#include <future>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/lambda/platform_errors.h"
#include "runtime/http_curl.h"

namespace shrike::local {
namespace {

using namespace std::chrono_literals;

/// A runtime that does what it is told, in whatever order.
class Caller {
 public:
  explicit Caller(const RuntimeApi& api) : base_("http://" + api.address() + "/2018-06-01") {}

  HttpResponse get(const std::string& path) { return send("GET", path, {}, {}); }
  HttpResponse post(const std::string& path, std::string_view body, HttpHeaders headers = {}) {
    return send("POST", path, body, std::move(headers));
  }
  HttpResponse next() { return get("/runtime/invocation/next"); }
  HttpResponse respond(const std::string& id, std::string_view body, HttpHeaders headers = {}) {
    return post("/runtime/invocation/" + id + "/response", body, std::move(headers));
  }
  HttpResponse fail(const std::string& id, std::string_view body, HttpHeaders headers = {}) {
    return post("/runtime/invocation/" + id + "/error", body, std::move(headers));
  }
  HttpResponse init_error(std::string_view body, HttpHeaders headers = {}) {
    return post("/runtime/init/error", body, std::move(headers));
  }

 private:
  HttpResponse send(std::string method, const std::string& path, std::string_view body,
                    HttpHeaders headers) {
    HttpRequest request;
    request.method = std::move(method);
    request.url = base_ + path;
    request.headers = std::move(headers);
    request.body = body;
    return transport_.send(request);
  }

  std::string base_;
  CurlTransport transport_;
};

Delivery delivery(std::string id, std::string payload = "{}") {
  Delivery result;
  result.request_id = std::move(id);
  result.payload = std::move(payload);
  result.deadline = TimePoint{1234567890123ms};
  return result;
}

std::string error_type(const HttpResponse& response) {
  return nlohmann::json::parse(response.body).at("errorType");
}

RuntimeSignal wait_for(const RuntimeApi& api, bool (*reached)(const RuntimeSignal&)) {
  auto signal = api.signal();
  while (!reached(signal)) {
    signal = api.wait_for_change(signal, std::chrono::steady_clock::now() + 1h);
  }
  return signal;
}

/// Delivers `work` to a /next that is under way in another thread, and gives its answer.
HttpResponse take(RuntimeApi& api, Caller& caller, Delivery work) {
  auto next = std::async(std::launch::async, [&] { return caller.next(); });
  wait_for(api, [](const RuntimeSignal& signal) { return signal.idle; });
  api.deliver(std::move(work));
  return next.get();
}

TEST(RuntimeApi, HandsOutAnInvocationWithItsHeaders) {
  RuntimeApi api;
  Caller caller(api);
  Delivery work;
  work.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
  work.payload = R"({"a":"\u00e9"})";
  work.deadline = TimePoint{1542409706888ms};
  work.function_arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
  work.trace_id = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
  work.tenant_id = "blue";
  work.client_context = R"({"custom":{"a":1}})";
  work.invocation_id = "nonce";
  const auto response = take(api, caller, work);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, work.payload);
  const std::pair<const char*, std::string> headers[] = {
      {"Content-Type", "application/json"},
      {"Lambda-Runtime-Aws-Request-Id", work.request_id},
      {"Lambda-Runtime-Deadline-Ms", "1542409706888"},
      {"Lambda-Runtime-Invoked-Function-Arn", work.function_arn},
      {"Lambda-Runtime-Trace-Id", work.trace_id},
      {"Lambda-Runtime-Aws-Tenant-Id", "blue"},
      {"Lambda-Runtime-Client-Context", work.client_context},
      {"Lambda-Runtime-Invocation-Id", "nonce"},
  };
  for (const auto& [name, value] : headers) EXPECT_EQ(response.headers.find(name), value) << name;
}

TEST(RuntimeApi, SendsNoHeaderWithoutAValue) {
  RuntimeApi api;
  Caller caller(api);
  const auto response = take(api, caller, delivery("one"));
  for (const auto* name : {"Lambda-Runtime-Trace-Id", "Lambda-Runtime-Aws-Tenant-Id",
                           "Lambda-Runtime-Client-Context", "Lambda-Runtime-Invocation-Id"}) {
    EXPECT_FALSE(response.headers.contains(name)) << name;
  }
}

TEST(RuntimeApi, AcceptsAResponseAndIsIdleAtTheNextNext) {
  RuntimeApi api;
  Caller caller(api);
  take(api, caller, delivery("one"));
  const auto accepted = caller.respond("one", R"("done")");
  EXPECT_EQ(accepted.status, 202);
  EXPECT_EQ(accepted.body, R"({"status":"OK"})");
  EXPECT_FALSE(api.signal().idle);
  EXPECT_EQ(take(api, caller, delivery("two")).headers.find("Lambda-Runtime-Aws-Request-Id"),
            "two");
}

TEST(RuntimeApi, KeepsTheAnswerForTheSandbox) {
  RuntimeApi api;
  Caller caller(api);
  take(api, caller, delivery("one"));
  caller.respond("one", R"("done")");
  auto answer = api.take_answer();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->kind, RuntimeAnswer::Kind::Response);
  EXPECT_EQ(answer->body, R"("done")");
  EXPECT_FALSE(api.take_answer().has_value());

  take(api, caller, delivery("two"));
  EXPECT_EQ(caller.fail("two", "{}", {{"Lambda-Runtime-Function-Error-Type", "unhandled"}}).status,
            202);
  answer = api.take_answer();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->kind, RuntimeAnswer::Kind::Error);
  EXPECT_EQ(answer->error_type, "Runtime.Unknown");
}

TEST(RuntimeApi, RefusesAWrongRequestId) {
  RuntimeApi api;
  Caller caller(api);
  EXPECT_EQ(caller.respond("any", "{}").status, 400) << "before the first invocation";
  take(api, caller, delivery("one"));
  for (const auto* id : {"two", "ONE", "one%20", "%6Fne/x"}) {
    const auto refused = caller.respond(id, "{}");
    EXPECT_EQ(refused.status, 400) << id;
    EXPECT_EQ(error_type(refused), "InvalidRequestID") << id;
  }
  EXPECT_EQ(caller.respond("%6Fne", "{}").status, 202) << "an encoded id is the same id";
}

TEST(RuntimeApi, RefusesAnAnswerThatBelongsToAnEarlierInvocation) {
  RuntimeApi api;
  Caller caller(api);
  auto work = delivery("one");
  work.invocation_id = "second-try";
  take(api, caller, work);
  const auto stale = caller.respond("one", "{}", {{"Lambda-Runtime-Invocation-Id", "first-try"}});
  EXPECT_EQ(stale.status, 400);
  EXPECT_EQ(error_type(stale), "InvalidRequestID");
  EXPECT_FALSE(api.take_answer().has_value());
  EXPECT_EQ(caller.respond("one", "{}", {{"Lambda-Runtime-Invocation-Id", "second-try"}}).status,
            202);
}

TEST(RuntimeApi, RefusesStepsInTheWrongOrder) {
  RuntimeApi api;
  Caller caller(api);
  take(api, caller, delivery("one"));
  const auto late_init = caller.init_error("{}");
  EXPECT_EQ(late_init.status, 403);
  EXPECT_EQ(error_type(late_init), "InvalidStateTransition");
  EXPECT_EQ(nlohmann::json::parse(late_init.body).at("errorMessage"),
            refused_transition(RuntimeState::Running, RuntimeStep::InitError));
  EXPECT_EQ(caller.respond("one", "{}").status, 202);
  EXPECT_EQ(caller.respond("one", "{}").status, 403) << "a second response";
  EXPECT_EQ(caller.fail("one", "{}").status, 403) << "an error after the response";
}

TEST(RuntimeApi, RefusesToGoOnAfterAnInitError) {
  RuntimeApi api;
  Caller caller(api);
  EXPECT_EQ(caller
                .init_error(R"({"errorType":"Runtime.NoSuchHandler"})",
                            {{"Lambda-Runtime-Function-Error-Type", "Runtime.NoSuchHandler"}})
                .status,
            202);
  EXPECT_EQ(api.signal().state, RuntimeState::InitError);
  EXPECT_EQ(api.take_answer().value().error_type, "Runtime.NoSuchHandler");
  EXPECT_EQ(caller.next().status, 403);
  EXPECT_EQ(caller.init_error("{}").status, 403);
}

TEST(RuntimeApi, GivesTheSameInvocationAgainWhileItRuns) {
  RuntimeApi api;
  Caller caller(api);
  take(api, caller, delivery("one", "[1]"));
  const auto again = caller.next();
  EXPECT_EQ(again.body, "[1]");
  EXPECT_EQ(again.headers.find("Lambda-Runtime-Aws-Request-Id"), "one");
}

TEST(RuntimeApi, WaitsForAnAnswerThatTheNextNextOvertakes) {
  std::promise<void> asked;
  const auto plan = std::make_shared<FaultPlan>(parse_faults("next#2:repeat=X-Noted"));
  RuntimeApi api({.function = "f",
                  .instruments = {.faults = plan, .ledger = nullptr},
                  .on_line = [&](std::string_view /*fault*/) { asked.set_value(); },
                  .overtaking = 1h});
  Caller caller(api);
  Caller other(api);
  take(api, caller, delivery("one"));
  auto next = std::async(std::launch::async, [&] { return other.next(); });
  asked.get_future().wait();
  EXPECT_EQ(caller.respond("one", "{}").status, 202);
  ASSERT_NE(next.wait_for(0s), std::future_status::ready);
  wait_for(api, [](const RuntimeSignal& signal) { return signal.idle; });
  api.deliver(delivery("two"));
  EXPECT_EQ(next.get().headers.find("Lambda-Runtime-Aws-Request-Id"), "two");
  EXPECT_EQ(api.take_breach(), std::nullopt);
}

TEST(RuntimeApi, TakesSixMegabytesAndRefusesAByteMore) {
  RuntimeApi api;
  Caller caller(api);
  take(api, caller, delivery("one"));
  EXPECT_EQ(caller.respond("one", std::string(kMaxPayload, 'x')).status, 202);
  EXPECT_EQ(api.take_answer().value().body.size(), kMaxPayload);

  take(api, caller, delivery("two"));
  const auto refused = caller.respond("two", std::string(kMaxPayload + 1, 'x'));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(error_type(refused), "RequestEntityTooLarge");
  EXPECT_EQ(nlohmann::json::parse(refused.body).at("errorMessage"),
            "Exceeded maximum allowed payload size (6291556 bytes).");
  EXPECT_EQ(api.take_answer().value().kind, RuntimeAnswer::Kind::TooLarge);
  EXPECT_EQ(caller.fail("two", "{}").status, 403) << "the caller has its answer already";
}

TEST(RuntimeApi, RefusesAnUnknownResponseMode) {
  RuntimeApi api;
  Caller caller(api);
  take(api, caller, delivery("one"));
  const auto refused =
      caller.respond("one", "{}", {{"Lambda-Runtime-Function-Response-Mode", "telepathic"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(error_type(refused), "InvalidFunctionResponseMode");
  EXPECT_EQ(
      caller.respond("one", "{}", {{"Lambda-Runtime-Function-Response-Mode", "streaming"}}).status,
      202);
}

TEST(RuntimeApi, AnswersPingAndNothingElse) {
  RuntimeApi api;
  Caller caller(api);
  EXPECT_EQ(caller.get("/ping").status, 200);
  EXPECT_EQ(caller.get("/").status, 404);
  EXPECT_EQ(caller.get("/runtime/invocation//").status, 404);
  EXPECT_EQ(caller.get("/runtime/init/error").status, 405);
  EXPECT_EQ(caller.post("/runtime/invocation/next", "").status, 405);
  EXPECT_EQ(caller.get("/runtime/invocation/one/response").status, 405);
  EXPECT_EQ(caller.post("/runtime/invocation//response", "").status, 400);
}

TEST(RuntimeApi, GivesTheInvocationToTheOneWhoStillWaits) {
  RuntimeApi api;
  {
    Caller impatient(api);
    HttpRequest request;
    request.url = "http://" + api.address() + "/2018-06-01/runtime/invocation/next";
    request.timeout = 50ms;
    CurlTransport transport;
    EXPECT_ANY_THROW(static_cast<void>(transport.send(request)));
  }
  Caller caller(api);
  EXPECT_EQ(take(api, caller, delivery("one")).status, 200);
}

TEST(RuntimeApi, LetsGoOfWhoWaitsWhenItCloses) {
  RuntimeApi api;
  Caller caller(api);
  auto next = std::async(std::launch::async, [&] { return caller.next(); });
  wait_for(api, [](const RuntimeSignal& signal) { return signal.idle; });
  api.close();
  EXPECT_ANY_THROW(static_cast<void>(next.get()));
  EXPECT_TRUE(api.signal().closed);
}

}  // namespace
}  // namespace shrike::local
