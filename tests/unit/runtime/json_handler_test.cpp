#include "runtime/json_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike {
namespace {

using Json = nlohmann::json;

std::string error_type_of(const Handler& handler, const std::string& payload) {
  try {
    return "answered " + handler({.payload = payload}, {}).body;
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), testing::Not(testing::HasSubstr("secret")));
    return error.type();
  }
}

TEST(JsonHandler, PassesTheEventAndTheContextAndWritesTheAnswer) {
  const Handler handler = json_handler([](const Json& event, const Context& context) {
    return Json{{"sum", event["a"].get<int>() + event["b"].get<int>()}, {"id", context.request_id}};
  });
  const Response response = handler({.payload = R"({"a":1,"b":2})"}, {.request_id = "r"});
  EXPECT_EQ(response.body, R"({"id":"r","sum":3})");
  EXPECT_EQ(response.content_type, "application/json");
}

TEST(JsonHandler, RefusesMalformedEventsWithoutQuotingThem) {
  const Handler handler = json_handler([](const Json&, const Context&) { return Json(1); });
  for (const std::string payload :
       {"", "{", R"({"secret":)", "secret", "{} secret", "\xFF\xFE", "[1,2", "\"secret\xC3\""}) {
    EXPECT_EQ(error_type_of(handler, payload), "Runtime.UnmarshalError") << payload;
  }
}

TEST(JsonHandler, RefusesEventsThatWouldOverflowTheStack) {
  const Handler echo = json_handler([](const Json& event, const Context&) { return event; });
  const auto nested = [](int depth, const std::string& inside = "1") {
    return std::string(static_cast<std::size_t>(depth), '[') + inside +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_EQ(error_type_of(echo, nested(512)), "answered " + nested(512));
  for (const std::string& payload : {nested(513), nested(1'000'000), std::string(6'000'000, '['),
                                     std::string(6'000'000, '{'), nested(600, "\"\\\"]]\"")}) {
    EXPECT_EQ(error_type_of(echo, payload), "Runtime.UnmarshalError");
  }
  EXPECT_EQ(error_type_of(echo, '"' + std::string(1000, '[') + '"'),
            "answered \"" + std::string(1000, '[') + '"')
      << "brackets in a string are text";
}

TEST(JsonHandler, TakesSevenMegabytesOfEvent) {
  const Handler size = json_handler([](const Json& event, const Context&) { return event.size(); });
  std::string payload = "[0";
  while (payload.size() < 7'000'000) payload += ",12345678";
  EXPECT_THAT(error_type_of(size, payload + "]"), testing::StartsWith("answered 77"));
}

TEST(JsonHandler, RefusesANumberThatNothingCanHold) {
  const Handler echo = json_handler([](const Json& event, const Context&) { return event; });
  EXPECT_EQ(error_type_of(echo, "[1e999999]"), "Runtime.UnmarshalError");
}

TEST(JsonHandler, RefusesToAnswerWithTextThatIsNotUtf8) {
  const Handler handler = json_handler([](const Json&, const Context&) { return Json("\xFF"); });
  EXPECT_EQ(error_type_of(handler, "{}"), "Runtime.MarshalError");
}

TEST(JsonHandler, LetsTheFunctionsOwnErrorsThrough) {
  const Handler handler = json_handler([](const Json&, const Context&) -> Json {
    throw Error(ErrorKind::Reject, "Image.Unsupported", "no");
  });
  EXPECT_EQ(error_type_of(handler, "{}"), "Image.Unsupported");
}

}  // namespace
}  // namespace shrike
