#include "runtime/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Pair;

TEST(HttpHeaders, FindsNamesWithoutCase) {
  const HttpHeaders headers = {{"Content-Type", "text/plain"}};
  EXPECT_THAT(headers.find("content-TYPE"), Eq("text/plain"));
  EXPECT_FALSE(headers.contains("Content-Typ"));
  EXPECT_FALSE(headers.contains("Content-Types"));
  EXPECT_FALSE(headers.contains(""));
}

TEST(HttpHeaders, ComparesOnlyLettersWithoutCase) {
  const HttpHeaders headers = {{"a-b[", "1"}};
  EXPECT_FALSE(headers.contains("a-b{"));  // differ in the bit that makes letters small
}

TEST(HttpHeaders, FindsTheFirstOfRepeatedFields) {
  HttpHeaders headers;
  headers.add("X", "1");
  headers.add("x", "2");
  EXPECT_THAT(headers.find("X"), Eq("1"));
  EXPECT_THAT(headers, ElementsAre(Pair("X", "1"), Pair("x", "2")));
}

TEST(HttpHeaders, SetReplacesEveryFieldOfTheName) {
  HttpHeaders headers = {{"X", "1"}, {"Y", "2"}, {"x", "3"}};
  headers.set("X", "4");
  EXPECT_THAT(headers, ElementsAre(Pair("Y", "2"), Pair("X", "4")));
}

TEST(HttpHeaders, SetTakesAViewIntoItself) {
  HttpHeaders headers = {{"A-Name-Too-Long-For-The-Small-String", "1"}};
  headers.set(headers.begin()->first, "2");
  EXPECT_THAT(headers, ElementsAre(Pair("A-Name-Too-Long-For-The-Small-String", "2")));
}

}  // namespace
}  // namespace shrike
