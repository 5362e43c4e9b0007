#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

constexpr const char* kSections =
    R"("Parameters":{"Name":{"Type":"String","Default":"cat"},
                     "List":{"Type":"CommaDelimitedList","Default":"a, b ,c"}},
       "Mappings":{"Sizes":{"us-east-1":{"Small":"10","Ports":["1","2"]}}},
       "Conditions":{"Yes":{"Fn::Equals":["a","a"]},"No":{"Fn::Equals":["a","b"]}})";

struct Value {
  const char* name;
  const char* written;
  const char* comes_to;
};

class Intrinsic : public testing::TestWithParam<Value> {};

TEST_P(Intrinsic, ComesToItsValue) {
  EXPECT_EQ(value_in(kSections, GetParam().written), GetParam().comes_to);
}

INSTANTIATE_TEST_SUITE_P(
    All, Intrinsic,
    testing::Values(
        Value{"Ref", R"({"Ref":"Name"})", "cat"},
        Value{"SubOfAParameter", R"({"Fn::Sub":"a ${Name}"})", "a cat"},
        Value{"SubWithAMap",
              R"({"Fn::Sub":["${X}-${Name}",{"X":{"Fn::Join":["",["d","o","g"]]}}]})", "dog-cat"},
        Value{"SubWithAMapThatHidesAParameter", R"({"Fn::Sub":["${Name}",{"Name":"dog"}]})", "dog"},
        Value{"SubOfANumber", R"({"Fn::Sub":["${N}",{"N":7}]})", "7"},
        Value{"SubWithALiteral", R"({"Fn::Sub":"${!Name}"})", "${Name}"},
        Value{"JoinOfAListParameter", R"({"Fn::Join":["+",{"Ref":"List"}]})", "a+b+c"},
        Value{"JoinOfNumbers", R"({"Fn::Join":[":",["a",1,true]]})", "a:1:true"},
        Value{"JoinLeavesOutNoValue", R"({"Fn::Join":["-",["a",{"Ref":"AWS::NoValue"},"b"]]})",
              "a-b"},
        Value{"JoinOfNothing", R"({"Fn::Join":["-",[]]})", ""},
        Value{"SelectOfASplit", R"({"Fn::Select":[1,{"Fn::Split":["/","a/b/c"]}]})", "b"},
        Value{"SelectByAText", R"({"Fn::Select":["2",{"Ref":"List"}]})", "c"},
        Value{"SplitWithoutItsDelimiter", R"({"Fn::Select":[0,{"Fn::Split":["/","abc"]}]})", "abc"},
        Value{"IfThen", R"({"Fn::If":["Yes","then","else"]})", "then"},
        Value{"IfElse", R"({"Fn::If":["No","then",{"Ref":"Name"}]})", "cat"},
        Value{"IfNoValueLeavesTheMemberOut", R"({"Fn::If":["No","then",{"Ref":"AWS::NoValue"}]})",
              "(none)"},
        Value{"IfReadsOnlyTheBranchThatHolds", R"({"Fn::If":["Yes","then",{"Ref":"Nothing"}]})",
              "then"},
        Value{"FindInMap", R"({"Fn::FindInMap":["Sizes",{"Ref":"AWS::Region"},"Small"]})", "10"},
        Value{"FindInMapOfAList",
              R"({"Fn::Join":[",",{"Fn::FindInMap":["Sizes","us-east-1","Ports"]}]})", "1,2"},
        Value{"Base64", R"({"Fn::Base64":{"Ref":"Name"}})", "Y2F0"},
        Value{"Base64OfNothing", R"({"Fn::Base64":""})", ""},
        Value{"Partition", R"({"Ref":"AWS::Partition"})", "aws"},
        Value{"StackName", R"({"Fn::Sub":"${AWS::StackName}-x"})", "shrike-x"},
        Value{"UrlSuffix", R"({"Ref":"AWS::URLSuffix"})", "amazonaws.com"},
        Value{"AccountId", R"({"Ref":"AWS::AccountId"})", "000000000000"},
        Value{"PartOfTheStackId",
              R"({"Fn::Select":[1,{"Fn::Split":["/",{"Ref":"AWS::StackId"}]}]})", "shrike"}),
    [](const testing::TestParamInfo<Value>& row) { return row.param.name; });

class BadIntrinsic : public testing::TestWithParam<Value> {};

TEST_P(BadIntrinsic, IsRefusedSayingWhy) {
  EXPECT_THAT(refusal_in(kSections, GetParam().written), HasSubstr(GetParam().comes_to));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadIntrinsic,
    testing::Values(
        Value{"RefOfANumber", R"({"Ref":1})", "Ref takes a name"},
        Value{"RefOfNothing", R"({"Ref":"Nothing"})", "nothing is called 'Nothing'"},
        Value{"GetAttOfNothing", R"({"Fn::GetAtt":["Nothing","Arn"]})", "nothing is called"},
        Value{"GetAttOfAnotherAttribute", R"({"Fn::GetAtt":["B","Colour"]})",
              "has no attribute 'Colour' here"},
        Value{"GetAttWithoutAttribute", R"({"Fn::GetAtt":"B"})", "takes name.attribute"},
        Value{"GetAttOfThree", R"({"Fn::GetAtt":["B","Arn","x"]})", "takes [name, attribute]"},
        Value{"SubWithoutEnd", R"({"Fn::Sub":"${Name"})", "without its '}'"},
        Value{"SubOfAList", R"({"Fn::Sub":"${List}"})", "a text is wanted here"},
        Value{"SubOfAMap", R"({"Fn::Sub":{"a":"b"}})", "Fn::Sub takes"},
        Value{"JoinOfAText", R"({"Fn::Join":["-","abc"]})", "a list of texts"},
        Value{"JoinOfObjects", R"({"Fn::Join":["-",[{"a":1}]]})", "a text is wanted"},
        Value{"SelectBeyondTheEnd", R"({"Fn::Select":[3,{"Ref":"List"}]})", "no value 3 among 3"},
        Value{"SelectOfNegative", R"({"Fn::Select":[-1,{"Ref":"List"}]})", "no value -1"},
        Value{"SplitByNothing", R"({"Fn::Split":["","abc"]})", "Fn::Split takes"},
        Value{"IfOfAnUnknownCondition", R"({"Fn::If":["Maybe","a","b"]})",
              "no condition is called 'Maybe'"},
        Value{"IfOfTwo", R"({"Fn::If":["Yes","a"]})", "Fn::If takes"},
        Value{"FindInMapOfAnotherKey", R"({"Fn::FindInMap":["Sizes","mars-1","Small"]})",
              "no mapping has Sizes.mars-1.Small"},
        Value{"AnotherStacksOutput", R"({"Fn::ImportValue":"x"})", "one stack here"},
        Value{"AnUnknownFunction", R"({"Fn::Cidr":["10.0.0.0/8",1,1]})",
              "Fn::Cidr is not understood here"},
        Value{"NoValueInAText", R"({"Fn::Sub":["${X}",{"X":{"Ref":"AWS::NoValue"}}]})",
              "a text is wanted"},
        Value{"AListForAText", R"({"Ref":"List"})", "must be a text"}),
    [](const testing::TestParamInfo<Value>& row) { return row.param.name; });

}  // namespace
}  // namespace shrike::local
