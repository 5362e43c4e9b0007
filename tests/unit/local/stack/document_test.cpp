#include "infra/local/stack/document.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

TEST(Document, WhatSaysNothingOfResourcesIsPassedOver) {
  EXPECT_EQ(refusal_of(R"({"AWSTemplateFormatVersion":"2010-09-09","Description":"d",
    "Metadata":{"AWS::CloudFormation::Interface":{}},
    "Rules":{"CheckBootstrapVersion":{"Assertions":[{"Assert":{"Fn::Not":[{"Fn::Contains":[
      ["1","2"],{"Ref":"BootstrapVersion"}]}]},"AssertDescription":"…"}]}},
    "Parameters":{"BootstrapVersion":{"Type":"AWS::SSM::Parameter::Value<String>",
      "Default":"/cdk-bootstrap/hnb659fds/version"}},
    "Resources":{"B":{"Type":"AWS::S3::Bucket","DeletionPolicy":"Retain",
      "UpdateReplacePolicy":"Retain","Metadata":{"aws:cdk:path":"S/B/Resource"},
      "DependsOn":["M"]},
      "M":{"Type":"AWS::CDK::Metadata","Properties":{"Analytics":"v2:deflate64:x"}}}})"),
            "accepted");
}

TEST(Document, OtherSectionsAndAttributesAreRefused) {
  EXPECT_THAT(refusal_of(R"({"Globals":{},"Resources":{}})"), HasSubstr("template.Globals"));
  EXPECT_THAT(refusal_of(R"({"Transform":"AWS::Serverless-2016-10-31","Resources":{}})"),
              HasSubstr("goes through its translator"));
  EXPECT_THAT(refusal_of(around(R"("B":{"Type":"AWS::S3::Bucket","Depends":["A"]})")),
              HasSubstr("B.Depends"));
  EXPECT_THAT(refusal_of(around(R"("B":{"Type":"AWS::S3::Bucket","Properties":[1]})")),
              HasSubstr("B.Properties: must be an object"));
  EXPECT_THAT(refusal_of(R"({"Parameters":[],"Resources":{}})"),
              HasSubstr("template.Parameters: must be an object"));
}

TEST(Document, MoreThanCloudFormationTakesIsRefused) {
  std::string resources = R"("B":{"Type":"AWS::S3::Bucket"})";
  for (int i = 0; i < 499; ++i)
    resources += fmt::format(R"(,"M{}":{{"Type":"AWS::CDK::Metadata"}})", i);
  EXPECT_EQ(refusal_of(around(resources)), "accepted");
  resources += R"(,"Last":{"Type":"AWS::CDK::Metadata"})";
  EXPECT_THAT(refusal_of(around(resources)), HasSubstr("more than 500"));
  EXPECT_THAT(refusal_of(around(std::string(1'100'000, ' '))), HasSubstr("longer than 1048576"));
}

}  // namespace
}  // namespace shrike::local
