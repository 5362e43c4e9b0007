#include "infra/local/lambda/extensions_api.h"

#include <future>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Bytes final : public RequestBody {
 public:
  explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] std::string_view next() override {
    return std::exchange(read_, true) ? std::string_view() : std::string_view(bytes_);
  }

 private:
  std::string bytes_;
  bool read_ = false;
};

class Extensions : public testing::Test {
 protected:
  ServerResponse call(std::string method, const std::string& path, HttpHeaders headers = {},
                      std::string body = {}) {
    Bytes bytes(std::move(body));
    ServerRequest request{.method = std::move(method),
                          .path = "/2020-01-01/extension/" + path,
                          .query = {},
                          .headers = std::move(headers),
                          .peer_address = "127.0.0.1",
                          .body = bytes};
    return api_.handle(request);
  }

  ServerResponse join(const std::string& name, std::string body = R"({"events":[]})") {
    return call("POST", "register", {{"Lambda-Extension-Name", name}}, std::move(body));
  }

  std::string id_of(const ServerResponse& response) {
    return std::string(response.headers.find("Lambda-Extension-Identifier").value_or(""));
  }

  /// event/next in a thread of its own, once it waits there.
  std::future<ServerResponse> wait_in_next(const std::string& id) {
    auto answer = std::async(std::launch::async, [this, id] {
      return call("GET", "event/next", {{"Lambda-Extension-Identifier", id}});
    });
    while (!api_.ready()) std::this_thread::yield();
    return answer;
  }

  static json document(const ServerResponse& response) {
    return json::parse(std::get<std::string>(response.body));
  }

  void expect_refused(const ServerResponse& response, const std::string& type) {
    EXPECT_EQ(response.status, 403);
    EXPECT_EQ(document(response).at("errorType"), type);
  }

  ExtensionsApi api_{ExtensionSetting{
      .function_name = "f", .handler = "h", .account_id = "000000000000", .on_change = {}}};
};

TEST_F(Extensions, RegisteringTellsTheFunctionAndGivesAnIdentifier) {
  const auto response = join("inside");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(id_of(response).size(), 36U);
  EXPECT_EQ(std::get<std::string>(response.body),
            R"({"functionName":"f","functionVersion":"$LATEST","handler":"h"})");
  EXPECT_EQ(api_.count(), 1U);
  EXPECT_FALSE(api_.ready());
}

TEST_F(Extensions, TheAccountIsToldWhereItIsAskedFor) {
  const auto response = call(
      "POST", "register",
      {{"Lambda-Extension-Name", "x"}, {"Lambda-Extension-Accept-Feature", "a, accountId"}}, "{}");
  EXPECT_EQ(document(response).at("accountId"), "000000000000");
}

TEST_F(Extensions, ARegistrationNeedsANameAndADocument) {
  expect_refused(call("POST", "register", {}, "{}"), "Extension.InvalidExtensionName");
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("nonsense"), std::string("{\"events\":1}"),
        std::string("{\"events\":[1]}"), std::string("{\"configurationKeys\":[\"a\"]}"),
        std::string(100'000, '['), std::string("\xFF")}) {
    expect_refused(join("x", body), "InvalidRequestFormat");
  }
  EXPECT_EQ(api_.count(), 0U);
}

TEST_F(Extensions, AnInternalOneMayNotAskForShutdown) {
  const auto response = join("inside", R"({"events":["INVOKE","SHUTDOWN"]})");
  expect_refused(response, "Extension.InvalidEventType");
  EXPECT_EQ(document(response).at("errorMessage"),
            "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension");
  expect_refused(join("inside", R"({"events":["LUNCH"]})"), "Extension.InvalidEventType");
}

TEST_F(Extensions, AnExternalOneMayAskForShutdown) {
  api_.expect("outside");
  EXPECT_EQ(join("outside", R"({"events":["INVOKE","SHUTDOWN"]})").status, 200);
  EXPECT_TRUE(api_.wants_shutdown("outside"));
  expect_refused(join("outside"), "Extension.InvalidExtensionState");
}

TEST_F(Extensions, ThereAreTenAtMostEachWithANameOfItsOwn) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(join("x" + std::to_string(i)).status, 200);
  const auto response = join("one-more");
  expect_refused(response, "Extension.TooManyExtensions");
  EXPECT_EQ(document(response).at("errorMessage"), "Extension limit (10) reached");
}

TEST_F(Extensions, ANameIsTakenOnce) {
  join("x");
  expect_refused(join("x"), "Extension.InvalidExtensionState");
}

TEST_F(Extensions, NobodyRegistersAfterTheInitialisation) {
  api_.invoke({});
  expect_refused(join("late"), "Extension.RegistrationClosed");
}

TEST_F(Extensions, AnIdentifierIsChecked) {
  const auto next = [this](HttpHeaders headers) {
    return call("GET", "event/next", std::move(headers));
  };
  expect_refused(next({}), "Extension.MissingExtensionIdentifier");
  expect_refused(next({{"Lambda-Extension-Identifier", "x"}}),
                 "Extension.InvalidExtensionIdentifier");
  expect_refused(next({{"Lambda-Extension-Identifier", "00000000-0000-4000-8000-000000000000"}}),
                 "Extension.UnknownExtensionIdentifier");
}

TEST_F(Extensions, InvokeGoesToThoseWhoAskedForIt) {
  auto waiting = wait_in_next(id_of(join("x", R"({"events":["INVOKE"]})")));
  Delivery delivery;
  delivery.request_id = "id";
  delivery.function_arn = "arn";
  delivery.trace_id = "trace";
  delivery.deadline = TimePoint(std::chrono::milliseconds(123));
  api_.invoke(delivery);
  EXPECT_FALSE(api_.ready()) << "at once, not only when it has fetched its event";
  const auto response = waiting.get();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.headers.contains("Lambda-Extension-Event-Identifier"));
  EXPECT_EQ(std::get<std::string>(response.body),
            R"({"eventType":"INVOKE","deadlineMs":123,"requestId":"id","invokedFunctionArn":"arn",)"
            R"("tracing":{"type":"X-Amzn-Trace-Id","value":"trace"}})");
}

TEST_F(Extensions, WhoAskedForNothingWaitsThroughAllInvocations) {
  auto waiting = wait_in_next(id_of(join("x")));
  api_.invoke({});
  EXPECT_TRUE(api_.ready());
  api_.close();
  EXPECT_TRUE(waiting.get().drop_connection);
}

TEST_F(Extensions, ShutdownTellsItsDeadlineAndReason) {
  api_.expect("outside");
  auto waiting = wait_in_next(id_of(join("outside", R"({"events":["SHUTDOWN"]})")));
  api_.shut_down(TimePoint(std::chrono::milliseconds(5)));
  EXPECT_EQ(std::get<std::string>(waiting.get().body),
            R"({"eventType":"SHUTDOWN","deadlineMs":5,"shutdownReason":"spindown"})");
  api_.ended("outside");
  EXPECT_FALSE(api_.failure()) << "as it should";
}

TEST_F(Extensions, AnErrorNeedsItsTypeAndIsAFailure) {
  const auto id = id_of(join("x"));
  expect_refused(call("POST", "init/error", {{"Lambda-Extension-Identifier", id}}),
                 "Extension.MissingHeader");
  const HttpHeaders headers{{"Lambda-Extension-Identifier", id},
                            {"Lambda-Extension-Function-Error-Type", "Extension.Custom"}};
  EXPECT_EQ(call("POST", "init/error", headers).status, 202);
  ASSERT_TRUE(api_.failure());
  EXPECT_EQ(api_.failure()->type, "Extension.InitError");
  EXPECT_THAT(api_.failure()->message, HasSubstr("Extension.Custom"));
  expect_refused(call("POST", "init/error", headers), "Extension.InvalidExtensionState");
}

TEST_F(Extensions, AnExternalOneThatEndsHasCrashed) {
  api_.expect("outside");
  api_.ended("outside");
  ASSERT_TRUE(api_.failure());
  EXPECT_EQ(api_.failure()->type, "Extension.Crash");
}

TEST_F(Extensions, WhatIsNotOfTheApiIs404) {
  EXPECT_EQ(call("GET", "register").status, 404);
  EXPECT_EQ(call("POST", "event/next").status, 404);
  EXPECT_EQ(call("POST", "").status, 404);
  EXPECT_TRUE(ExtensionsApi::serves("/2020-01-01/extension/register"));
  EXPECT_FALSE(ExtensionsApi::serves("/2018-06-01/runtime/invocation/next"));
}

}  // namespace
}  // namespace shrike::local
