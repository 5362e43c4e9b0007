#include "infra/local/iam/wildcard.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike::local {
namespace {

TEST(Wildcards, MatchAsIamHasThem) {
  struct Case {
    const char* pattern;
    const char* text;
    bool matches;
  };
  const Case cases[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "arn:aws:s3:::b/a/b", true},
      {"s3:getobject", "s3:getobject", true},
      {"s3:getobject", "s3:getobjectversion", false},
      {"s3:get*", "s3:getobjectversion", true},
      {"s3:?etobject", "s3:getobject", true},
      {"s3:?getobject", "s3:getobject", false},
      {"arn:aws:s3:::b/*", "arn:aws:s3:::b/", true},
      {"arn:aws:s3:::b/*", "arn:aws:s3:::b", false},
      {"arn:aws:s3:::b/*.jpg", "arn:aws:s3:::b/x/y.jpg", true},
      {"arn:aws:s3:::b/*.jpg", "arn:aws:s3:::b/x.jpg.png", false},
      {"*a*a*b", "aaab", true},
      {"a**b", "ab", true},
      {"a*", "b", false},
      {"[ab]", "a", false},
  };
  for (const auto& [pattern, text, matches] : cases) {
    EXPECT_EQ(matches_wildcards(pattern, text), matches) << pattern << " on " << text;
  }
}

TEST(Wildcards, TakeNoExponentialTimeOverAHostilePattern) {
  std::string pattern;
  for (int i = 0; i < 500; ++i) pattern += "a*";
  EXPECT_FALSE(matches_wildcards(pattern + "b", std::string(5000, 'a')));
}

TEST(ArnWildcards, StayInTheirPart) {
  EXPECT_TRUE(matches_arn("arn:aws:s3:::images", "arn:aws:s3:::images"));
  EXPECT_TRUE(matches_arn("arn:aws:*:*:*:f*", "arn:aws:lambda:us-east-1:1:function:x"));
  EXPECT_FALSE(matches_arn("arn:aws:sns:*:x", "arn:aws:sns:us-east-1:1:x"));
  EXPECT_FALSE(matches_arn("arn:aws:s*:::x", "arn:aws:sns:us-east-1:1:x"));
  EXPECT_FALSE(matches_arn("*", "arn:aws:s3:::images"));
  EXPECT_FALSE(matches_arn("arn:aws:s3:::images", "images"));
}

}  // namespace
}  // namespace shrike::local
