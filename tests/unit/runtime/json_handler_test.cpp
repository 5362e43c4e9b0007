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
