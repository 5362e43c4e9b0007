#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

/// The classic: the function's environment names the bucket that notifies it.
constexpr const char* kCircle =
    R"("B":{"Type":"AWS::S3::Bucket","Properties":{"NotificationConfiguration":{"LambdaConfigurations":[
         {"Event":"s3:ObjectCreated:*","Function":{"Fn::GetAtt":["F","Arn"]}}]}}},
       "F":{"Type":"AWS::Lambda::Function","Properties":{"Environment":{"Variables":{"X":VALUE}}}})";

std::string circle(const std::string& value) {
  std::string resources = kCircle;
  resources.replace(resources.find("VALUE"), 5, value);
  return R"({"Conditions":{"No":{"Fn::Equals":["a","b"]}},"Resources":{)" + resources + "}}";
}

TEST(Dependencies, InACircleAreRefusedAsCloudFormationDoes) {
  for (const auto* value :
       {R"({"Ref":"B"})", R"({"Fn::GetAtt":["B","Arn"]})", R"({"Fn::GetAtt":"B.Arn"})",
        R"({"Fn::Sub":"x-${B.Arn}"})", R"({"Fn::Sub":["${Y}",{"Y":{"Ref":"B"}}]})",
        R"({"Fn::If":["No","x",{"Ref":"B"}]})"}) {
    EXPECT_THAT(refusal_of(circle(value)),
                HasSubstr("Circular dependency between resources: [B, F]"))
        << value;
  }
}

TEST(Dependencies, OnNothingMakeNoCircle) {
  for (const auto* value :
       {R"("b")", R"({"Fn::Sub":"${AWS::StackName}-b"})", R"({"Fn::If":["No",{"Ref":"B"},"x"]})"}) {
    EXPECT_EQ(refusal_of(circle(value)), "accepted") << value;
  }
}

TEST(Dependencies, ByDependsOnCountToo) {
  EXPECT_THAT(refusal_of(around(R"("A":{"Type":"AWS::S3::Bucket","DependsOn":"C"},
    "C":{"Type":"AWS::IAM::Role","DependsOn":["A"]})")),
              HasSubstr("Circular dependency between resources: [A, C]"));
  EXPECT_THAT(refusal_of(around(R"("A":{"Type":"AWS::S3::Bucket","DependsOn":"A"})")),
              HasSubstr("[A]"));
  EXPECT_THAT(refusal_of(around(R"("A":{"Type":"AWS::S3::Bucket","DependsOn":"Z"})")),
              HasSubstr("A.DependsOn: nothing is called 'Z'"));
}

}  // namespace
}  // namespace shrike::local
