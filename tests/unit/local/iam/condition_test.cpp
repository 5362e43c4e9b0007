#include "infra/local/iam/condition.h"

#include <gtest/gtest.h>

#include "runtime/error.h"

namespace shrike::local {
namespace {

Condition condition(const char* name, std::vector<std::string> values) {
  auto made = condition_of(name);
  made.key = "s3:prefix";
  made.values = std::move(values);
  return made;
}

TEST(Conditions, CompareAsTheirOperatorSays) {
  struct Case {
    const char* name;
    std::vector<std::string> values;
    const char* actual;
    bool fulfilled;
  };
  const Case cases[] = {
      {"StringEquals", {"a/", "b/"}, "b/", true},
      {"StringEquals", {"a/*"}, "a/x", false},
      {"StringNotEquals", {"a/", "b/"}, "b/", false},
      {"StringNotEquals", {"a/", "b/"}, "c/", true},
      {"StringEqualsIgnoreCase", {"A/"}, "a/", true},
      {"StringNotEqualsIgnoreCase", {"A/"}, "a/", false},
      {"StringLike", {"a/*"}, "a/x", true},
      {"StringLike", {"a/*"}, "b/x", false},
      {"StringNotLike", {"a/*"}, "b/x", true},
      {"Bool", {"True"}, "true", true},
      {"Bool", {"false"}, "true", false},
      {"ArnLike", {"arn:aws:s3:::i*"}, "arn:aws:s3:::images", true},
      {"ArnEquals", {"arn:aws:s3:::i*"}, "arn:aws:s3:::images", true},
      {"ArnNotLike", {"arn:aws:s3:::i*"}, "arn:aws:s3:::images", false},
      {"ArnNotEquals", {"arn:aws:s3:::x"}, "arn:aws:s3:::images", true},
      {"Null", {"false"}, "anything", true},
      {"Null", {"true"}, "anything", false},
  };
  for (const auto& [name, values, actual, fulfilled] : cases) {
    EXPECT_EQ(is_fulfilled(condition(name, values), {{"s3:prefix", actual}}), fulfilled)
        << name << " " << values.front() << " on " << actual;
  }
}

TEST(Conditions, OnAMissingKeyAreFulfilledOnlyIfNegatedOrAskedOnlyIfItExists) {
  const std::pair<const char*, bool> cases[] = {
      {"StringEquals", false},     {"StringLike", false},   {"Bool", false},
      {"ArnLike", false},          {"StringNotLike", true}, {"StringNotEquals", true},
      {"ArnNotEquals", true},      {"Null", true},          {"StringEqualsIfExists", true},
      {"StringLikeIfExists", true}};
  for (const auto& [name, fulfilled] : cases) {
    EXPECT_EQ(is_fulfilled(condition(name, {"true"}), {}), fulfilled) << name;
  }
}

TEST(Conditions, OfAnOperatorThatIsNotEvaluatedAreRefusedByName) {
  for (const char* name :
       {"NumericLessThan", "IpAddress", "DateGreaterThan", "stringequals", "",
        "ForAnyValue:StringEquals", "NullIfExists", "StringEqualsIfExistsIfExists"}) {
    try {
      static_cast<void>(condition_of(name));
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Policy.Invalid");
      EXPECT_NE(error.message().find(name), std::string::npos);
      EXPECT_NE(error.message().find("StringLike"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace shrike::local
