#include "infra/local/lambda/contract_ledger.h"

#include <set>

#include <gmock/gmock.h>

#include "infra/local/lambda/contract_report.h"

namespace shrike::local {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

TEST(ContractRules, EachHasAnEntryOfItsOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ContractRule::ExitAfterInitError); ++i) {
    const auto rule = static_cast<ContractRule>(i);
    EXPECT_EQ(text_of(rule).rule, rule);
    names.insert(text_of(rule).name);
  }
  EXPECT_THAT(names, SizeIs(static_cast<std::size_t>(ContractRule::ExitAfterInitError) + 1));
}

TEST(ContractLedger, CountsARuleOfAFunctionInOneRow) {
  ContractLedger ledger;
  EXPECT_EQ(ledger.add({.function = "f", .rule = ContractRule::AnsweredTwice, .detail = "a"}), 1U);
  EXPECT_EQ(ledger.add({.function = "f", .rule = ContractRule::AnsweredTwice, .detail = "b"}), 2U);
  EXPECT_EQ(ledger.add({.function = "g", .rule = ContractRule::AnsweredTwice}), 1U);
  EXPECT_EQ(ledger.add({.function = "f", .rule = ContractRule::UserAgentMissing}), 1U);
  const auto findings = ledger.findings();
  ASSERT_THAT(findings, SizeIs(3));
  EXPECT_EQ(findings[0].count, 2U);
  EXPECT_EQ(findings[0].detail, "a") << "of the first time";
}

TEST(ContractLedger, AFindingIsALineForAPerson) {
  EXPECT_EQ(to_string(ContractFinding{
                .function = "f", .rule = ContractRule::ContentTypeMissing, .count = 1}),
            "advice content-type-missing: A response has no Content-Type");
  EXPECT_EQ(to_string(ContractFinding{.function = "f",
                                      .rule = ContractRule::ContentTypeMissing,
                                      .count = 3,
                                      .request_id = "id",
                                      .detail = "response"}),
            "advice content-type-missing: A response has no Content-Type "
            "(RequestId: id; response; 3 times)");
}

TEST(ContractReport, LogsABreachEachTimeAndAnAdviceOnce) {
  std::vector<std::string> lines;
  ContractReport report("f", std::make_shared<ContractLedger>(),
                        [&](std::string_view line) { lines.emplace_back(line); });
  for (int i = 0; i < 2; ++i) {
    report.add({{ContractRule::AnsweredTwice, {}}, {ContractRule::UserAgentMissing, {}}}, "id");
  }
  EXPECT_THAT(
      lines, ElementsAre(HasSubstr("breach answered-twice"), HasSubstr("advice user-agent-missing"),
                         HasSubstr("breach answered-twice")));
}

TEST(ContractReport, HandsOutTheFirstBreachOnceAndNoAdvice) {
  ContractReport report("f", std::make_shared<ContractLedger>(), {});
  report.add({{ContractRule::UserAgentMissing, {}}}, "");
  EXPECT_FALSE(report.take_breach());
  report.add({{ContractRule::WrongRequestId, "response of 'x'"}}, "id");
  report.add({{ContractRule::AnsweredTwice, {}}}, "id");
  EXPECT_EQ(report.take_breach(),
            "An answer names an invocation that is not under way (wrong-request-id: response of "
            "'x')");
  EXPECT_FALSE(report.take_breach());
}

TEST(ContractReport, WithoutALedgerNothingIsABreach) {
  ContractReport report("f", nullptr, [](std::string_view) { ADD_FAILURE(); });
  report.add({{ContractRule::AnsweredTwice, {}}}, "id");
  EXPECT_FALSE(report.take_breach());
}

}  // namespace
}  // namespace shrike::local
