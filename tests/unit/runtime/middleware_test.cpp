#include "runtime/middleware.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class MiddlewareTest : public testing::Test {
 protected:
  Middleware named(std::string name) {
    return [this, name](Call&, const Proceed& proceed) {
      steps_.push_back("before " + name);
      proceed();
      steps_.push_back("after " + name);
    };
  }

  test::LogBook log_;
  Invocation invocation_;
  Context context_{.request_id = "a"};
  Call call_{.invocation = invocation_, .context = context_, .log = log_.logger};
  std::vector<std::string> steps_;
};

TEST_F(MiddlewareTest, RunsTheFirstOutermost) {
  run_through({named("a"), named("b")}, call_, [&] { steps_.emplace_back("handler"); });
  EXPECT_THAT(steps_, ElementsAre("before a", "before b", "handler", "after b", "after a"));
}

TEST_F(MiddlewareTest, RunsTheHandlerAloneWhereThereIsNone) {
  run_through({}, call_, [&] { steps_.emplace_back("handler"); });
  EXPECT_THAT(steps_, ElementsAre("handler"));
}

TEST_F(MiddlewareTest, ShowsEachWhatTheHandlerThrowsAndMakesAFailureOfItLast) {
  const Middleware watching = [&](Call&, const Proceed& proceed) {
    try {
      proceed();
    } catch (const std::runtime_error& error) {
      steps_.emplace_back(error.what());
      throw;
    }
  };
  run_through({catch_failures(), watching}, call_, [] { throw std::runtime_error("oh"); });
  EXPECT_THAT(steps_, ElementsAre("oh"));
  ASSERT_TRUE(call_.failure);
  EXPECT_EQ(call_.failure->type, "Function.UnhandledException");
  EXPECT_FALSE(call_.failure->stack.empty()) << "where it was thrown";
  ASSERT_THAT(log_.lines, SizeIs(1));
  EXPECT_EQ(log_.lines[0]["errorMessage"], "oh");
  EXPECT_FALSE(log_.lines[0]["stackTrace"].empty());
}

TEST_F(MiddlewareTest, LeavesASuccessAlone) {
  run_through({catch_failures()}, call_, [&] { call_.response = Response{"1"}; });
  EXPECT_FALSE(call_.failure);
  EXPECT_EQ(call_.response->body, "1");
  EXPECT_THAT(log_.lines, IsEmpty());
}

}  // namespace
}  // namespace shrike
