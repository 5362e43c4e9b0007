#include "handlers/events/bounded_json.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike {
namespace {

std::string nested(int depth) {
  return std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']');
}

std::string type_of_failure(std::string_view text) {
  try {
    return parse_bounded_json(text).dump();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Reject);
    return error.type();
  }
}

TEST(BoundedJson, ReadsWhatIsWithinTheLimits) {
  EXPECT_EQ(parse_bounded_json(R"({"a":[1,{"b":null}]})")["a"][0], 1);
  EXPECT_EQ(type_of_failure(nested(kMaxJsonDepth)), nested(kMaxJsonDepth));
}

TEST(BoundedJson, RefusesDeepNesting) {
  EXPECT_EQ(type_of_failure(nested(kMaxJsonDepth + 1)), "Event.Malformed");
  EXPECT_EQ(type_of_failure(std::string(5'000'000, '[')), "Event.Malformed");
  std::string objects;
  for (int depth = 0; depth < 100'000; ++depth) objects += R"({"a":)";
  EXPECT_EQ(type_of_failure(objects), "Event.Malformed");
}

TEST(BoundedJson, RefusesMoreValuesThanAnyEventHas) {
  const auto objects = [](std::size_t count) {
    std::string text = "[{}";
    for (std::size_t i = 1; i < count; ++i) text += ",{}";
    return text + "]";
  };
  EXPECT_EQ(parse_bounded_json(objects(kMaxJsonValues - 1)).size(), kMaxJsonValues - 1);
  EXPECT_EQ(type_of_failure(objects(kMaxJsonValues)), "Event.Malformed");
}

TEST(BoundedJson, RefusesWhatIsTooLarge) {
  EXPECT_EQ(type_of_failure('"' + std::string(kMaxPayloadBytes, 'a') + '"'), "Event.TooLarge");
}

TEST(BoundedJson, RefusesWhatIsNotJson) {
  for (const char* text : {"", " ", "{", "nul", "{\"a\":1}x", "\"\xFF\"", "\"\xC3\"", "[1,]",
                           "\"\\ud800\"", "1e999999", "{'a':1}", "\"\n\""}) {
    EXPECT_EQ(type_of_failure(text), "Event.Malformed") << text;
  }
}

TEST(BoundedJson, KeepsThePayloadOutOfTheMessage) {
  try {
    (void)parse_bounded_json(R"({"secret":"hunter2" x)");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message().find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace shrike
