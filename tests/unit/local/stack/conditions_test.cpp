#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

/// "yes" or "no": whether a condition holds beside one that does, True, and one that does not.
std::string holds(const std::string& condition) {
  const auto sections = R"("Parameters":{"Stage":{"Type":"String","Default":"prod"}},
    "Conditions":{"True":{"Fn::Equals":["a","a"]},"False":{"Fn::Equals":["a","b"]},"C":)" +
                        condition + "}";
  return refusal_in(sections, R"({"Fn::If":["C","yes","no"]})");
}

TEST(Conditions, HoldAsTheirFunctionsSay) {
  for (const auto& [condition, expected] : {
           std::pair{R"({"Fn::Equals":[{"Ref":"Stage"},"prod"]})", "yes"},
           {R"({"Fn::Equals":[{"Ref":"Stage"},"test"]})", "no"},
           {R"({"Fn::Equals":["7",7]})", "yes"},
           {R"({"Condition":"True"})", "yes"},
           {R"({"Fn::Not":[{"Condition":"True"}]})", "no"},
           {R"({"Fn::And":[{"Condition":"True"},{"Fn::Not":[{"Condition":"False"}]}]})", "yes"},
           {R"({"Fn::And":[{"Condition":"True"},{"Condition":"False"}]})", "no"},
           {R"({"Fn::Or":[{"Condition":"False"},{"Condition":"True"}]})", "yes"},
           {R"({"Fn::Or":[{"Condition":"False"},{"Condition":"False"}]})", "no"},
           {R"({"Fn::Equals":[{"Fn::Select":[0,{"Fn::Split":["r",{"Ref":"Stage"}]}]},"p"]})",
            "yes"},
       }) {
    EXPECT_EQ(holds(condition), std::string("accepted: ") + expected) << condition;
  }
}

TEST(Conditions, OfOtherFormsAreRefusedNamingThem) {
  for (const auto& [condition, says] : {
           std::pair{R"("True")", "Conditions.C: must be one function"},
           {R"({"Fn::Equals":["a"]})", "Fn::Equals takes a list of 2 to 2"},
           {R"({"Fn::Not":{"Condition":"True"}})", "Fn::Not takes a list"},
           {R"({"Fn::And":[{"Condition":"True"}]})", "Fn::And takes a list of 2 to 10"},
           {R"({"Fn::Contains":["a","b"]})", "Fn::Contains is no function of conditions"},
           {R"({"Condition":"Nowhere"})", "no condition is called 'Nowhere'"},
           {R"({"Condition":["True"]})", "is no function of conditions"},
           {R"({"Fn::Equals":[{"Ref":"F"},"x"]})", "nothing is called 'F'"},
           {R"({"Fn::Equals":[{"Fn::GetAtt":["F","Arn"]},"x"]})",
            "a condition cannot have 'F.Arn'"},
           {R"({"Condition":"C"})", "'C' needs itself"},
       }) {
    EXPECT_THAT(holds(condition), HasSubstr(says)) << condition;
  }
}

TEST(Conditions, ThatNeedEachOtherAreRefused) {
  EXPECT_THAT(
      refusal_in(R"("Conditions":{"A":{"Fn::Not":[{"Condition":"B"}]},"B":{"Condition":"A"}})",
                 R"({"Fn::If":["A","x","y"]})"),
      HasSubstr("'A' needs itself, by way of A, B"));
}

TEST(Conditions, InAnEndlessRowAreRefusedBeforeTheyCostTheStack) {
  std::string conditions = R"("C0":{"Fn::Equals":["a","a"]})";
  for (int i = 1; i < 10'000; ++i) {
    conditions += fmt::format(R"(,"C{}":{{"Condition":"C{}"}})", i, i - 1);
  }
  EXPECT_THAT(refusal_in("\"Conditions\":{" + conditions + "}", R"({"Fn::If":["C9999","x","y"]})"),
              HasSubstr("needs too many others"));
}

TEST(Conditions, LeaveResourcesAndOutputsOut) {
  const auto stack = read_template(R"({
    "Conditions":{"No":{"Fn::Equals":["a","b"]}},
    "Resources":{"Kept":{"Type":"AWS::S3::Bucket"},
                 "Gone":{"Type":"AWS::S3::Bucket","Condition":"No"},
                 "Odd":{"Type":"AWS::EC2::Instance","Condition":"No"}},
    "Outputs":{"Kept":{"Value":{"Fn::GetAtt":["Kept","Arn"]}},
               "Gone":{"Value":{"Ref":"Gone"},"Condition":"No"}}})",
                                   {});
  ASSERT_EQ(stack.buckets.size(), 1U);
  EXPECT_EQ(stack.buckets[0].name, "kept");
  EXPECT_EQ(stack.outputs, (std::map<std::string, std::string>{{"Kept", "arn:aws:s3:::kept"}}));
}

TEST(Conditions, AReferenceToWhatIsLeftOutIsRefused) {
  EXPECT_THAT(refusal_of(R"({"Conditions":{"No":{"Fn::Equals":["a","b"]}},
    "Resources":{"Gone":{"Type":"AWS::S3::Bucket","Condition":"No"},
      "F":{"Type":"AWS::Lambda::Function","Properties":{"Handler":{"Ref":"Gone"}}}}})"),
              HasSubstr("'Gone' is not made: its condition does not hold"));
}

}  // namespace
}  // namespace shrike::local
