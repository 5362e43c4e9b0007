#include "infra/local/stack/template.h"

#include <gtest/gtest.h>

#include "infra/local/load_file.h"
#include "tests/unit/local/stack/reading.h"

namespace shrike::local {
namespace {

TEST(Template, TheMainJobsTemplateReadsWhole) {
  const auto text = load_file(SHRIKE_SOURCE_DIR "/infra/local/stacks/process.template.json");
  const auto stack = read_template(
      text, {.parameters = {{"ImagesBucketName", "uploads"}, {"ResultsBucketName", "results"}}});
  ASSERT_EQ(stack.functions.size(), 1U);
  EXPECT_EQ(stack.functions[0].name, "process");
  EXPECT_EQ(stack.functions[0].environment.at("OUTPUT_BUCKET"), "results");
  EXPECT_TRUE(stack.topics.empty()) << "nobody is told where no address is given";
  ASSERT_EQ(stack.buckets.size(), 2U);
  EXPECT_EQ(stack.buckets[0].name, "uploads");
  EXPECT_TRUE(stack.buckets[0].versioned);
  ASSERT_EQ(stack.buckets[0].notifications.size(), 2U);
  EXPECT_EQ(stack.buckets[0].notifications[0].target_arn,
            "arn:aws:lambda:us-east-1:000000000000:function:process");
}

TEST(Template, DefaultsAreCloudFormationsOwn) {
  const auto stack = read_template(around(R"("Shrink":{"Type":"AWS::Lambda::Function"})"), {});
  ASSERT_EQ(stack.functions.size(), 1U);
  EXPECT_EQ(stack.functions[0].name, "shrink");
  EXPECT_EQ(stack.functions[0].memory_mb, 128);
  EXPECT_EQ(stack.functions[0].timeout, std::chrono::seconds(3));
}

TEST(Template, AFunctionsLogGroupIsTheTemplatesOwn) {
  const auto stack = read_template(around(R"("F":{"Type":"AWS::Lambda::Function","Properties":{
    "LoggingConfig":{"LogFormat":"JSON","ApplicationLogLevel":"WARN","LogGroup":{"Ref":"L"}}}},
    "L":{"Type":"AWS::Logs::LogGroup","Properties":{"LogGroupName":"/mine"}})"),
                                   {});
  EXPECT_EQ(stack.functions.at(0).log_group, "/mine");
  EXPECT_EQ(stack.functions.at(0).log_format, LogFormat::Json);
  EXPECT_EQ(stack.functions.at(0).log_level, "WARN");
}

TEST(Template, OutputsAreResolved) {
  const auto stack = read_template(R"({"Resources":{"B":{"Type":"AWS::S3::Bucket"}},"Outputs":{
    "Bucket":{"Description":"d","Value":{"Ref":"B"},"Export":{"Name":"x"}},
    "Count":{"Value":2}}})",
                                   {});
  EXPECT_EQ(stack.outputs, (std::map<std::string, std::string>{{"Bucket", "b"}, {"Count", "2"}}));
  EXPECT_EQ(refusal_of(R"({"Resources":{},"Outputs":{"O":{"Value":{"Ref":"B"}}}})"),
            "Outputs.O: nothing is called 'B'");
  EXPECT_EQ(refusal_of(R"({"Resources":{},"Outputs":{"O":{}}})"), "Outputs.O: has no Value");
}

TEST(Template, AFunctionsConcurrencyAndDeadLettersAreRead) {
  const auto stack =
      read_template(around(R"("Dead":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"dead"}},
        "F":{"Type":"AWS::Lambda::Function","Properties":{"ReservedConcurrentExecutions":0,
          "DeadLetterConfig":{"TargetArn":{"Fn::GetAtt":["Dead","Arn"]}}}},
        "G":{"Type":"AWS::Lambda::Function"})"),
                    {});
  ASSERT_EQ(stack.functions.size(), 2U);
  EXPECT_EQ(stack.functions[0].reserved_concurrency, std::size_t{0});
  EXPECT_EQ(stack.functions[0].dead_letter_target, "arn:aws:sqs:us-east-1:000000000000:dead");
  EXPECT_EQ(stack.functions[1].reserved_concurrency, std::nullopt);
  EXPECT_EQ(stack.functions[1].event_invoke, std::nullopt);
}

TEST(Template, WhatBecomesOfAsynchronousInvocationsIsRead) {
  const auto stack =
      read_template(around(R"("Aside":{"Type":"AWS::Lambda::EventInvokeConfig","Properties":{
          "FunctionName":{"Ref":"F"},"Qualifier":"$LATEST","MaximumRetryAttempts":1,
          "MaximumEventAgeInSeconds":60,"DestinationConfig":{
            "OnSuccess":{"Destination":{"Ref":"Told"}},
            "OnFailure":{"Destination":{"Fn::GetAtt":["Kept","Arn"]}}}}},
        "F":{"Type":"AWS::Lambda::Function"},
        "Kept":{"Type":"AWS::S3::Bucket"},
        "Told":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":"told"}})"),
                    {});
  ASSERT_EQ(stack.functions.size(), 1U);
  const auto& config = stack.functions[0].event_invoke;
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->maximum_retry_attempts, 1);
  EXPECT_EQ(config->maximum_event_age, std::chrono::seconds(60));
  EXPECT_EQ(config->on_success, "arn:aws:sns:us-east-1:000000000000:told");
  EXPECT_EQ(config->on_failure, "arn:aws:s3:::kept");
}

TEST(Template, AsynchronousSettingsThatLambdaWouldRefuseAreRefused) {
  const std::string function = R"("F":{"Type":"AWS::Lambda::Function"},)";
  const auto config = [&](const std::string& properties) {
    return around(function + R"("C":{"Type":"AWS::Lambda::EventInvokeConfig","Properties":{)" +
                  properties + "}}");
  };
  for (
      const auto& [properties, place] : {
          std::pair{R"("FunctionName":"absent")", "C.FunctionName"},
          {R"("FunctionName":"f","MaximumRetryAttempts":3)", "C.MaximumRetryAttempts"},
          {R"("FunctionName":"f","MaximumEventAgeInSeconds":59)", "C.MaximumEventAgeInSeconds"},
          {R"("FunctionName":"f","DestinationConfig":{"OnFailure":{"Destination":"x"}})",
           "C.DestinationConfig.OnFailure.Destination"},
          {R"("FunctionName":"f","DestinationConfig":{"OnSuccess":{"Destination":"arn:aws:s3:::b"}})",
           "C.DestinationConfig.OnSuccess.Destination"},
      }) {
    EXPECT_EQ(refusal_of(config(properties)).substr(0, std::string(place).size()), place);
  }
  EXPECT_EQ(refusal_of(around(R"("F":{"Type":"AWS::Lambda::Function","Properties":{
              "ReservedConcurrentExecutions":-1}})"))
                .substr(0, 30),
            "F.ReservedConcurrentExecutions");
}

TEST(Template, ReferencesResolveThroughEveryIntrinsic) {
  const auto stack = read_template(
      around(R"("Out":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"results"}},
        "F":{"Type":"AWS::Lambda::Function","Properties":{"Environment":{"Variables":{
          "A":{"Ref":"Out"},"B":{"Fn::GetAtt":["Out","Arn"]},"C":{"Fn::GetAtt":"Out.Arn"},
          "D":{"Fn::Sub":"${Out}-${AWS::Region}-${!Kept}"},
          "E":{"Fn::Join":["/",["a",{"Ref":"Out"}]]},"G":7,"H":true}}}})"),
      {.region = "eu-central-1", .account_id = "1"});
  const auto& variables = stack.functions.at(0).environment;
  EXPECT_EQ(variables.at("A"), "results");
  EXPECT_EQ(variables.at("B"), "arn:aws:s3:::results");
  EXPECT_EQ(variables.at("C"), "arn:aws:s3:::results");
  EXPECT_EQ(variables.at("D"), "results-eu-central-1-${Kept}");
  EXPECT_EQ(variables.at("E"), "a/results");
  EXPECT_EQ(variables.at("G"), "7");
  EXPECT_EQ(variables.at("H"), "true");
}

TEST(Template, NotificationFiltersAreReadWithoutRegardToTheirNamesCase) {
  const auto stack = read_template(around(R"("F":{"Type":"AWS::Lambda::Function"},
        "In":{"Type":"AWS::S3::Bucket","Properties":{"NotificationConfiguration":{"LambdaConfigurations":[
          {"Event":"s3:ObjectCreated:Put","Function":{"Fn::GetAtt":["F","Arn"]},
           "Filter":{"S3Key":{"Rules":[{"Name":"Prefix","Value":"in/"},{"Name":"suffix","Value":".jpg"}]}}}]}}})"),
                                   {});
  ASSERT_EQ(stack.buckets.size(), 1U);
  const auto& notification = stack.buckets[0].notifications.at(0);
  EXPECT_EQ(notification.prefix, "in/");
  EXPECT_EQ(notification.suffix, ".jpg");
  EXPECT_EQ(notification.event, "s3:ObjectCreated:Put");
}

TEST(Template, WhatHasNoCounterpartHereIsPassedOver) {
  const auto stack = read_template(
      around(R"("R":{"Type":"AWS::IAM::Role","Properties":{"X":{"Fn::ImportValue":"y"}}},
                "P":{"Type":"AWS::Lambda::Permission"},"L":{"Type":"AWS::Logs::LogGroup"})"),
      {});
  EXPECT_TRUE(stack.functions.empty());
  EXPECT_TRUE(stack.buckets.empty());
}

struct Refused {
  const char* name;
  std::string text;
  const char* says;
};

class RefusedTemplate : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTemplate, IsRefusedNamingThePlace) {
  EXPECT_NE(refusal_of(GetParam().text).find(GetParam().says), std::string::npos)
      << refusal_of(GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Bad, RefusedTemplate,
    testing::Values(
        Refused{"Empty", "", "template"}, Refused{"NotJson", "Resources: {}", "template"},
        Refused{"Truncated", R"({"Resources":{"A":{)", "template"},
        Refused{"AList", "[]", "no Resources"},
        Refused{"ResourcesOfAnotherType", R"({"Resources":[]})", "no Resources"},
        Refused{"DeepNesting", std::string(100000, '['), "nested deeper"},
        Refused{"NoType", around(R"("A":{})"), "A: has no Type"},
        Refused{"TypeIsANumber", around(R"("A":{"Type":3})"), "A: has no Type"},
        Refused{"UnknownType", around(R"("A":{"Type":"AWS::EC2::Instance"})"),
                "AWS::EC2::Instance"},
        Refused{
            "UnknownReference",
            around(R"("A":{"Type":"AWS::Lambda::Function","Properties":{"Handler":{"Ref":"B"}}})"),
            "nothing is called 'B'"},
        Refused{
            "UnknownIntrinsic",
            around(
                R"("A":{"Type":"AWS::Lambda::Function","Properties":{"Handler":{"Fn::Select":[0]}}})"),
            "Fn::Select"},
        Refused{"TooLittleMemory",
                around(R"("A":{"Type":"AWS::Lambda::Function","Properties":{"MemorySize":64}})"),
                "128 to 10240"},
        Refused{
            "MemoryIsText",
            around(R"("A":{"Type":"AWS::Lambda::Function","Properties":{"MemorySize":"lots"}})"),
            "whole number"},
        Refused{
            "AnotherRuntime",
            around(R"("A":{"Type":"AWS::Lambda::Function","Properties":{"Runtime":"nodejs22.x"}})"),
            "A.Runtime: must be provided.al2023"},
        Refused{"AnUnknownPropertyOfAFunction",
                around(R"("A":{"Type":"AWS::Lambda::Function","Properties":{"Layers":[]}})"),
                "A.Layers: is not understood here"},
        Refused{
            "AnUnknownPropertyOfABucket",
            around(
                R"("A":{"Type":"AWS::S3::Bucket","Properties":{"ReplicationConfiguration":{}}})"),
            "A.ReplicationConfiguration: is not understood here"},
        Refused{"ACustomResource", around(R"("A":{"Type":"Custom::S3AutoDeleteObjects"})"),
                "Custom::S3AutoDeleteObjects is not understood here"},
        Refused{"TimeoutTooLong",
                around(R"("A":{"Type":"AWS::Lambda::Function","Properties":{"Timeout":901}})"),
                "1 to 900"},
        Refused{
            "VariableIsAnObject",
            around(
                R"("A":{"Type":"AWS::Lambda::Function","Properties":{"Environment":{"Variables":{"X":{}}}}})"),
            "Variables.X"},
        Refused{
            "SubWithoutEnd",
            around(
                R"("A":{"Type":"AWS::Lambda::Function","Properties":{"Handler":{"Fn::Sub":"${A"}}})"),
            "without its '}'"},
        Refused{"NotifiesNobody",
                around(R"("B":{"Type":"AWS::S3::Bucket","Properties":{"NotificationConfiguration":{
                  "LambdaConfigurations":[{"Event":"s3:ObjectCreated:*","Function":"arn:aws:lambda:r:1:function:x"}]}}})"),
                "which is not in the template"}),
    [](const testing::TestParamInfo<Refused>& row) { return row.param.name; });

}  // namespace
}  // namespace shrike::local
