#include "runtime/status_policy.h"

#include <string>

#include <gtest/gtest.h>

namespace shrike {
namespace {

struct Row {
  const char* name;
  RuntimeCall call;
  int status;
  Verdict verdict;
};

class StatusPolicy : public testing::TestWithParam<Row> {};

TEST_P(StatusPolicy, IsKept) {
  EXPECT_EQ(verdict(GetParam().call, GetParam().status), GetParam().verdict);
}

constexpr Row kRows[] = {
    {"NextTakesAnEvent", RuntimeCall::Next, 200, Verdict::Accepted},
    {"NextIsNotAnswered202", RuntimeCall::Next, 202, Verdict::Exit},
    {"NextEndsWhenOutOfTurn", RuntimeCall::Next, 403, Verdict::Exit},
    {"NextEndsWithABrokenContainer", RuntimeCall::Next, 500, Verdict::Exit},
    {"NextEndsWhenItIsNotThere", RuntimeCall::Next, 404, Verdict::Exit},
    {"ResponseIsAccepted", RuntimeCall::Response, 202, Verdict::Accepted},
    {"ResponseIsLostWithAWrongId", RuntimeCall::Response, 400, Verdict::Continue},
    {"ResponseIsLostWhenOutOfTurn", RuntimeCall::Response, 403, Verdict::Continue},
    {"ResponseIsLostAfterTheTimeout", RuntimeCall::Response, 410, Verdict::Continue},
    {"ResponseIsLostWhenTooLarge", RuntimeCall::Response, 413, Verdict::Continue},
    {"ResponseEndsWithABrokenContainer", RuntimeCall::Response, 500, Verdict::Exit},
    {"ResponseEndsWithWhatNobodyDocuments", RuntimeCall::Response, 302, Verdict::Exit},
    {"ErrorIsAccepted", RuntimeCall::Error, 202, Verdict::Accepted},
    {"ErrorIsLostWithAWrongId", RuntimeCall::Error, 400, Verdict::Continue},
    {"ErrorIsLostWhenOutOfTurn", RuntimeCall::Error, 403, Verdict::Continue},
    {"ErrorIsLostAfterTheTimeout", RuntimeCall::Error, 410, Verdict::Continue},
    {"ErrorIsLostWhenTooLarge", RuntimeCall::Error, 413, Verdict::Continue},
    {"ErrorEndsWithABrokenContainer", RuntimeCall::Error, 500, Verdict::Exit},
    {"InitErrorIsAccepted", RuntimeCall::InitError, 202, Verdict::Accepted},
    {"InitErrorIsLostWhenOutOfTurn", RuntimeCall::InitError, 403, Verdict::Continue},
    {"InitErrorEndsWithABrokenContainer", RuntimeCall::InitError, 500, Verdict::Exit},
    {"RestoreNextComesBack", RuntimeCall::RestoreNext, 200, Verdict::Accepted},
    {"RestoreNextEndsWhenOutOfTurn", RuntimeCall::RestoreNext, 403, Verdict::Exit},
    {"RestoreNextEndsWithABrokenContainer", RuntimeCall::RestoreNext, 500, Verdict::Exit},
    {"RestoreErrorIsAccepted", RuntimeCall::RestoreError, 202, Verdict::Accepted},
    {"RestoreErrorIsLostWhenOutOfTurn", RuntimeCall::RestoreError, 403, Verdict::Continue},
    {"RestoreErrorEndsWithABrokenContainer", RuntimeCall::RestoreError, 500, Verdict::Exit},
};

INSTANTIATE_TEST_SUITE_P(Row, StatusPolicy, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace shrike
