#include "runtime/client.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/wire.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

struct Client {
  explicit Client(std::deque<HttpResponse> answers) : transport(std::move(answers)) {}

  test::LogBook log;
  test::FakeTransport transport;
  RuntimeClient client{"127.0.0.1:9001", transport, log.clock, log.logger};
};

HttpResponse refusal(int status, const std::string& type = "SomeType") {
  return {status, {}, R"({"errorMessage":"some words","errorType":")" + type + R"("})"};
}

/// The type of the error by which `call` ends the process; empty when the loop goes on.
template <typename Call>
std::string ends_with(Call call) {
  try {
    call();
    return "";
  } catch (const Error& error) {
    return error.type();
  }
}

TEST(RuntimeClientNext, AsksWithoutATimeLimitAndSaysWhoItIs) {
  Client c({test::invocation("id-7", R"({"a":1})")});
  const Delivery delivery = c.client.next();
  const auto& request = c.transport.sent.at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next");
  EXPECT_EQ(request.timeout.count(), 0);
  EXPECT_THAT(request.headers.find("User-Agent").value_or(""), StartsWith("shrike/"));
  EXPECT_EQ(delivery.context.request_id, "id-7");
  EXPECT_EQ(delivery.context.deadline, test::kNow + std::chrono::seconds(3));
  EXPECT_EQ(delivery.invocation.payload, R"({"a":1})");
  EXPECT_EQ(delivery.invocation.content_type, "application/json");
  EXPECT_FALSE(delivery.failure);
}

TEST(RuntimeClientNext, TakesAnInvocationWithoutContentTypeForJson) {
  Client c({{200,
             {{"Lambda-Runtime-Aws-Request-Id", "id"}, {"Lambda-Runtime-Deadline-Ms", "600000"}},
             "{}"}});
  EXPECT_EQ(c.client.next().invocation.content_type, "application/json");
}

TEST(RuntimeClientNext, DeliversAnInvocationWithABadDeadlineAsAFailure) {
  Client c({{200,
             {{"Lambda-Runtime-Aws-Request-Id", "id"}, {"Lambda-Runtime-Deadline-Ms", "soon"}},
             "{}"}});
  const Delivery delivery = c.client.next();
  ASSERT_TRUE(delivery.failure);
  EXPECT_EQ(delivery.failure->type, "Runtime.LambdaContextUnmarshalError");
  EXPECT_EQ(delivery.context.request_id, "id");
}

TEST(RuntimeClientNext, RefusesAnInvocationWithoutRequestId) {
  Client c({{200, {{"Lambda-Runtime-Deadline-Ms", "1795231803007"}}, "{}"}});
  EXPECT_EQ(ends_with([&] { static_cast<void>(c.client.next()); }), "Runtime.MissingRequestId");
}

TEST(RuntimeClientNext, EndsOnAnyStatusButOk) {
  for (const int status : {0, 202, 204, 301, 400, 403, 404, 410, 413, 429, 500, 502}) {
    Client c({refusal(status)});
    EXPECT_EQ(ends_with([&] { static_cast<void>(c.client.next()); }), "Runtime.ContainerError")
        << status;
    ASSERT_THAT(c.log.lines, SizeIs(1)) << status;
    EXPECT_EQ(c.log.lines[0]["status"], status);
  }
}

struct Row {
  int status;
  std::string ends;  ///< error type, empty when the loop goes on
  bool logged;
};

const std::vector<Row>& policy() {
  static const std::vector<Row> rows = {
      {200, "", false},
      {202, "", false},
      {400, "", true},
      {403, "", true},
      {410, "", true},
      {413, "", true},
      {500, "Runtime.ContainerError", true},
      {0, "Runtime.ContainerError", true},
      {302, "Runtime.ContainerError", true},
      {404, "Runtime.ContainerError", true},
      {503, "Runtime.ContainerError", true},
  };
  return rows;
}

TEST(RuntimeClientPolicy, IsTheSameForEveryPost) {
  const Context context{.request_id = "id"};
  const std::vector<std::function<void(RuntimeClient&)>> posts = {
      [&](RuntimeClient& client) { client.respond(context, {.body = "{}"}); },
      [&](RuntimeClient& client) {
        client.report_error(context, {"A.B", "m"});
      },
      [&](RuntimeClient& client) {
        client.report_init_error({"A.B", "m"});
      },
  };
  for (const auto& post : posts) {
    for (const Row& row : policy()) {
      Client c({refusal(row.status)});
      EXPECT_EQ(ends_with([&] { post(c.client); }), row.ends) << row.status;
      EXPECT_THAT(c.transport.sent, SizeIs(1)) << "one post, whatever the status " << row.status;
      ASSERT_THAT(c.log.lines, SizeIs(row.logged ? 1 : 0)) << row.status;
      if (row.logged) {
        EXPECT_EQ(c.log.lines[0]["status"], row.status);
        EXPECT_EQ(c.log.lines[0]["errorType"], "SomeType");
        EXPECT_EQ(c.log.lines[0]["errorMessage"], "some words");
      }
    }
  }
}

TEST(RuntimeClientPolicy, LogsARefusalWhoseBodyIsAnything) {
  for (const std::string body : {"", "<html>", "[]", "{", "null", R"({"errorType":7})", "\xFF"}) {
    Client c({{400, {}, body}});
    c.client.respond({.request_id = "id"}, {.body = "{}"});
    ASSERT_THAT(c.log.lines, SizeIs(1)) << body;
    EXPECT_EQ(c.log.lines[0]["errorType"], "");
  }
}

TEST(RuntimeClientPolicy, LosesTheConnectionAsTheTransportSays) {
  Client c({});
  EXPECT_EQ(ends_with([&] { c.client.respond({.request_id = "id"}, {}); }), "Test.ScriptEnded");
}

TEST(RuntimeClientRespond, PostsTheBodyAsItIs) {
  Client c({test::accepted()});
  c.client.respond({.request_id = "a/b"}, {.body = "\x89PNG", .content_type = "image/png"});
  const auto& request = c.transport.sent.at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://127.0.0.1:9001/2018-06-01/runtime/invocation/a%2Fb/response");
  EXPECT_EQ(request.body, "\x89PNG");
  EXPECT_THAT(request.headers.find("Content-Type"), Eq("image/png"));
  EXPECT_THAT(c.log.lines, IsEmpty());
}

TEST(RuntimeClientRespond, SendsOneCleanContentType) {
  for (const auto& [given, sent] : std::vector<std::pair<std::string, std::string>>{
           {"", "application/json"}, {"\r\n", "application/json"}, {"a/b\r\nX: 1", "a/bX: 1"}}) {
    Client c({test::accepted()});
    c.client.respond({.request_id = "id"}, {.body = "", .content_type = given});
    EXPECT_THAT(c.transport.sent.at(0).headers.find("Content-Type"), Eq(sent));
  }
}

TEST(RuntimeClientInvocationId, IsEchoedIffItWasReceived) {
  for (const std::string nonce : {"", "nonce-1"}) {
    Client c({test::accepted(), test::accepted()});
    const Context context{.request_id = "id", .invocation_id = nonce};
    c.client.respond(context, {});
    c.client.report_error(context, {"A.B", "m"});
    for (const auto& request : c.transport.sent) {
      EXPECT_EQ(request.headers.contains("Lambda-Runtime-Invocation-Id"), !nonce.empty());
      EXPECT_EQ(request.headers.find("Lambda-Runtime-Invocation-Id").value_or(""), nonce);
    }
  }
}

TEST(RuntimeClientError, PostsDocumentTypeAndCause) {
  Client c({test::accepted()});
  c.client.report_error({.request_id = "id"}, {"Image.Unsupported", "no\ndecoder"});
  const auto& request = c.transport.sent.at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://127.0.0.1:9001/2018-06-01/runtime/invocation/id/error");
  EXPECT_EQ(request.body, wire::error_document({"Image.Unsupported", "no\ndecoder"}));
  EXPECT_THAT(request.headers.find("Lambda-Runtime-Function-Error-Type"),
              Eq("Function.ImageUnsupported"));
  const auto cause = nlohmann::json::parse(
      request.headers.find("Lambda-Runtime-Function-Xray-Error-Cause").value_or(""));
  EXPECT_EQ(cause["exceptions"][0]["message"], "no\ndecoder");
  EXPECT_THAT(cause["working_directory"].get<std::string>(), StartsWith("/"));
}

TEST(RuntimeClientInitError, PostsToItsOwnAddress) {
  Client c({test::accepted()});
  c.client.report_init_error({"Runtime.ConfigInvalid", "RENDITIONS: what is that?"});
  const auto& request = c.transport.sent.at(0);
  EXPECT_EQ(request.url, "http://127.0.0.1:9001/2018-06-01/runtime/init/error");
  EXPECT_THAT(request.headers.find("Lambda-Runtime-Function-Error-Type"),
              Eq("Runtime.ConfigInvalid"));
  EXPECT_THAT(request.body, HasSubstr("RENDITIONS: what is that?"));
}

}  // namespace
}  // namespace shrike
