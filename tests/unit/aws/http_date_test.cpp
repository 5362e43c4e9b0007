#include "handlers/aws/http_date.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

TEST(HttpDate, ReadsWhatServersWrite) {
  EXPECT_EQ(parse_http_date("Tue, 14 Nov 2023 22:13:20 GMT"),
            TimePoint(std::chrono::seconds(1'700'000'000)));
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), TimePoint{});
}

TEST(HttpDate, TakesNothingElse) {
  for (const std::string text :
       {"", "now", "2023-11-14T22:13:20Z", "Tue, 14 Nov 2023", "Tue, 31 Feb 2023 22:13:20 GMT",
        "Tue, 14 Nov 2023 25:13:20 GMT", "Tue, 14 Nov 2023 22:13:20 GMT and more",
        "Tuesday, 14-Nov-23 22:13:20 GMT"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace shrike
