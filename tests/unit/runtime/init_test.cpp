#include "runtime/init.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

TEST(RunBackwards, RunsTheLastHookFirstAndAllInSpiteOfOneThatFails) {
  test::LogBook log;
  std::vector<std::string> steps;
  run_backwards({[&] { steps.emplace_back("first"); }, [] { throw std::runtime_error("no"); },
                 [&] { steps.emplace_back("last"); }},
                log.logger);
  EXPECT_THAT(steps, testing::ElementsAre("last", "first"));
  ASSERT_EQ(log.lines.size(), 1U);
  EXPECT_EQ(log.lines[0]["level"], "ERROR");
  EXPECT_EQ(log.lines[0]["errorMessage"], "no");
}

}  // namespace
}  // namespace shrike
