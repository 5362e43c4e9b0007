#include "infra/local/stack/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

std::string declared(const std::string& declaration) {
  return R"("Parameters":{"P":{)" + declaration + "}}";
}

TEST(Parameters, AreGivenElseDefaultOfTheStackElseOfTheTemplate) {
  const auto section = declared(R"("Type":"String","Default":"own")");
  const auto* value = R"({"Ref":"P"})";
  EXPECT_EQ(value_in(section, value), "own");
  EXPECT_EQ(value_in(section, value, {.default_parameters = {{"P", "stacks"}}}), "stacks");
  EXPECT_EQ(value_in(section, value,
                     {.parameters = {{"P", "given"}}, .default_parameters = {{"P", "stacks"}}}),
            "given");
}

TEST(Parameters, OnlyThoseGivenMustBeTheTemplates) {
  EXPECT_EQ(value_in("", R"("x")", {.default_parameters = {{"Q", "1"}}}), "x");
  EXPECT_THAT(refusal_in("", R"("x")", {.parameters = {{"Q", "1"}}}),
              HasSubstr("[Q] do not exist in the template"));
}

TEST(Parameters, WithoutAnyValueAreRefusedSayingHowToGiveOne) {
  EXPECT_THAT(refusal_in(declared(R"("Type":"String")"), R"("x")"),
              HasSubstr("Parameters.P: has no value: --parameter P=…"));
}

TEST(Parameters, NumbersMakeNumbersOfProperties) {
  const auto stack = read_template(
      R"({"Parameters":{"M":{"Type":"Number","Default":512,"MinValue":128,"MaxValue":"10240"}},
          "Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"MemorySize":{"Ref":"M"}}}}})",
      {.parameters = {{"M", "1024"}}});
  EXPECT_EQ(stack.functions.at(0).memory_mb, 1024);
}

TEST(Parameters, OfTheSsmParameterStoreMayBeThereUnusedAsCdkHasThem) {
  const auto section = declared(
      R"("Type":"AWS::SSM::Parameter::Value<String>","Default":"/cdk-bootstrap/x/version")");
  EXPECT_EQ(value_in(section, R"("x")"), "x");
  EXPECT_THAT(refusal_in(section, R"({"Ref":"P"})"), HasSubstr("SSM parameter store"));
}

struct Constraint {
  const char* name;
  const char* declaration;
  const char* value;
  const char* says;
};

class ParameterConstraint : public testing::TestWithParam<Constraint> {};

TEST_P(ParameterConstraint, IsKept) {
  EXPECT_THAT(refusal_in(declared(GetParam().declaration), R"({"Ref":"P"})",
                         {.parameters = {{"P", GetParam().value}}}),
              HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    All, ParameterConstraint,
    testing::Values(
        Constraint{"Allowed", R"("Type":"String","AllowedValues":["a","b"])", "b", "accepted: b"},
        Constraint{"NotAllowed", R"("Type":"String","AllowedValues":["a","b"])", "c",
                   "Parameters.P: must be one of a, b"},
        Constraint{"AllowedNumbers", R"("Type":"Number","AllowedValues":[1,30])", "30",
                   "accepted: 30"},
        Constraint{"Pattern", R"("Type":"String","AllowedPattern":"^$|^[a-z]{3}$")", "abc",
                   "accepted: abc"},
        Constraint{"EmptyByThePattern", R"("Type":"String","AllowedPattern":"^$|^[a-z]{3}$")", "",
                   "accepted: "},
        Constraint{"PatternIsOfTheWhole", R"("Type":"String","AllowedPattern":"[a-z]+")", "abc1",
                   "must match [a-z]+"},
        Constraint{"ConstraintDescription",
                   R"("Type":"String","AllowedPattern":"[a-z]+","ConstraintDescription":"small")",
                   "A", "Parameters.P: small"},
        Constraint{"PatternThatIsNone", R"("Type":"String","AllowedPattern":"[a-z")", "a",
                   "Parameters.P.AllowedPattern"},
        Constraint{"PatternThatBacktracksForEver", R"("Type":"String","AllowedPattern":"(a+)+b")",
                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "must match (a+)+b"},
        Constraint{"TooShort", R"("Type":"String","MinLength":2)", "a", "below MinLength 2"},
        Constraint{"TooLong", R"("Type":"String","MaxLength":"2")", "abc", "above MaxLength 2"},
        Constraint{"TooSmall", R"("Type":"Number","MinValue":2)", "1.5", "below MinValue 2"},
        Constraint{"TooLarge", R"("Type":"Number","MaxValue":2)", "3", "above MaxValue 2"},
        Constraint{"NoNumber", R"("Type":"Number")", "many", "must be a number"},
        Constraint{"NumberWithMore", R"("Type":"Number")", "1 MB", "must be a number"},
        Constraint{"AListsItems", R"("Type":"CommaDelimitedList","AllowedValues":["a","b"])", "a,c",
                   "must be one of a, b"},
        Constraint{"AListsNumbers", R"("Type":"List<Number>")", "1,x", "must be a number"},
        Constraint{"UnknownType", R"("Type":"Text")", "a", "Parameters.P.Type: must be String"},
        Constraint{"NoType", R"("Default":"a")", "a", "Parameters.P.Type: is missing"},
        Constraint{"BoundThatIsNone", R"("Type":"Number","MinValue":"low")", "1",
                   "Parameters.P.MinValue: must be a number"}),
    [](const testing::TestParamInfo<Constraint>& row) { return row.param.name; });

TEST(Parameters, ASecretIsNotInTheMessage) {
  const auto section = declared(R"("Type":"String","NoEcho":true,"AllowedPattern":"[a-z]+")");
  EXPECT_THAT(refusal_in(section, R"("x")", {.parameters = {{"P", "S3CRET"}}}),
              testing::Not(HasSubstr("S3CRET")));
}

TEST(Parameters, AreAtMostFourKilobytes) {
  const auto section = declared(R"("Type":"String","AllowedPattern":"a*")");
  EXPECT_THAT(refusal_in(section, R"("x")", {.parameters = {{"P", std::string(4096, 'a')}}}),
              HasSubstr("accepted"));
  EXPECT_THAT(refusal_in(section, R"("x")", {.parameters = {{"P", std::string(4097, 'a')}}}),
              HasSubstr("longer than 4096 bytes"));
}

TEST(ParametersFile, IsCloudFormationsListOrAnObject) {
  const std::map<std::string, std::string> expected{{"A", "1"}, {"B", ""}};
  EXPECT_EQ(read_parameters_file(R"([{"ParameterKey":"A","ParameterValue":"1"},
                                     {"ParameterKey":"B","ParameterValue":""}])"),
            expected);
  EXPECT_EQ(read_parameters_file(R"({"Parameters":{"A":1,"B":""}})"), expected);
}

TEST(ParametersFile, IsRefusedWhereItIsNone) {
  for (const auto* text :
       {"", "7", R"(["A=1"])", R"([{"ParameterValue":"1"}])", R"({"Parameters":{"A":[1]}})"}) {
    EXPECT_THROW(static_cast<void>(read_parameters_file(text)), Error) << text;
  }
}

}  // namespace
}  // namespace shrike::local
