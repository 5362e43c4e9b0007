#include "handlers/events/http_request.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/unit/events/fixtures.h"

namespace shrike {
namespace {

using fixtures::only_record;
using fixtures::parsed;
using nlohmann::json;

std::string type_of_refusal(const json& event) {
  const Event read = parsed(event);
  EXPECT_EQ(read.source, EventSource::Http);
  const EventItem& item = read.items.at(0);
  EXPECT_TRUE(item.records.empty());
  return item.malformed.empty() ? "none" : item.malformed[0].type();
}

json with(const char* fixture, const char* field, const json& value) {
  json event = fixtures::event(fixture);
  event[field] = value;
  return event;
}

TEST(HttpRequest, TakesTheVersionAsParameter) {
  json event = fixtures::event("function-url-get");
  event["queryStringParameters"]["version"] = "v1";
  EXPECT_EQ(only_record(parsed(event)).object.version.str(), "v1");
}

TEST(HttpRequest, AsksForNothingByOptions) {
  EXPECT_EQ(type_of_refusal(fixtures::event("function-url-options")), "none");
}

TEST(HttpRequest, RefusesOtherMethods) {
  for (const char* method : {"PUT", "DELETE", "HEAD", "get", "PATCH"}) {
    json event = fixtures::event("function-url-post");
    event["requestContext"]["http"]["method"] = method;
    EXPECT_EQ(type_of_refusal(event), "Event.MethodNotAllowed") << method;
    EXPECT_EQ(type_of_refusal(with("rest-api-post", "httpMethod", method)),
              "Event.MethodNotAllowed")
        << method;
  }
}

TEST(HttpRequest, RefusesARequestThatNamesNoObject) {
  for (const json& parameters :
       {json(nullptr), json::object(), json("x"), json{{"bucket", "photos"}},
        json{{"bucket", "photos"}, {"key", ""}}, json{{"bucket", "a/../b"}, {"key", "a"}}}) {
    EXPECT_EQ(type_of_refusal(with("function-url-get", "queryStringParameters", parameters)),
              "Event.Malformed")
        << parameters.dump();
    EXPECT_EQ(type_of_refusal(with("rest-api-get", "queryStringParameters", parameters)),
              "Event.Malformed")
        << parameters.dump();
  }
}

TEST(HttpRequest, RefusesBodiesItCannotRead) {
  for (const json& body : {json(nullptr), json(""), json(7), json("{"), json("[]"), json("\"x\""),
                           json(R"({"bucket":"photos"})"), json(R"({"bucket":"photos","key":[]})"),
                           json(std::string(100'000, '['))}) {
    EXPECT_EQ(type_of_refusal(with("function-url-post", "body", body)), "Event.Malformed");
    EXPECT_EQ(type_of_refusal(with("rest-api-post", "body", body)), "Event.Malformed");
  }
}

TEST(HttpRequest, RefusesABodyThatIsNotTheBase64ItClaims) {
  EXPECT_EQ(type_of_refusal(with("function-url-post-base64", "body", "{}")), "Event.Malformed");
  EXPECT_EQ(type_of_refusal(with("function-url-post", "isBase64Encoded", true)), "Event.Malformed");
  EXPECT_EQ(type_of_refusal(with("function-url-post", "isBase64Encoded", "yes")),
            "Event.Malformed");
}

TEST(HttpRequest, TakesAnAbsentBase64MarkAsNone) {
  json event = fixtures::event("rest-api-post");
  event.erase("isBase64Encoded");
  EXPECT_EQ(only_record(parsed(event)).object.bucket.str(), "archive");
}

}  // namespace
}  // namespace shrike
