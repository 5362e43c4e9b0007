#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/load_file.h"
#include "infra/local/stack/parameters.h"
#include "infra/local/stack/template.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

Stack read(const std::string& resources, TemplateContext context = {}) {
  return read_template(R"({"Resources":{)" + resources + "}}", context);
}

std::string refusal(const std::string& resources) {
  try {
    static_cast<void>(read(resources));
  } catch (const Error& error) {
    return error.message();
  }
  return "accepted";
}

constexpr const char* kFunction =
    R"("F":{"Type":"AWS::Lambda::Function","Properties":{"FunctionName":"f","Timeout":20}})";
constexpr const char* kQueue = R"("Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q"}})";

TEST(Resources, AQueueHasItsAttributesAsTextAndItsUrlAtTheEndpoint) {
  const auto stack = read(
      R"("Dead":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"dead"}},
         "Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q.fifo","FifoQueue":true,
           "VisibilityTimeout":60,"RedrivePolicy":{"deadLetterTargetArn":{"Fn::GetAtt":["Dead","Arn"]},
             "maxReceiveCount":3}}},
         "F":{"Type":"AWS::Lambda::Function","Properties":{"Environment":{"Variables":{
           "URL":{"Ref":"Q"},"NAME":{"Fn::GetAtt":["Q","QueueName"]}}}}})",
      {.endpoint = "http://127.0.0.1:1234"});
  ASSERT_EQ(stack.queues.size(), 2U);
  const auto& queue = stack.queues[1];
  EXPECT_EQ(queue.name, "q.fifo");
  EXPECT_EQ(queue.arn, "arn:aws:sqs:us-east-1:000000000000:q.fifo");
  EXPECT_EQ(queue.attributes.at("FifoQueue"), "true");
  EXPECT_EQ(queue.attributes.at("VisibilityTimeout"), "60");
  EXPECT_EQ(json::parse(queue.attributes.at("RedrivePolicy")),
            (json{{"deadLetterTargetArn", "arn:aws:sqs:us-east-1:000000000000:dead"},
                  {"maxReceiveCount", 3}}));
  EXPECT_FALSE(queue.attributes.contains("QueueName"));
  const auto& variables = stack.functions.at(0).environment;
  EXPECT_EQ(variables.at("URL"), "http://127.0.0.1:1234/000000000000/q.fifo");
  EXPECT_EQ(variables.at("NAME"), "q.fifo");
}

TEST(Resources, ATopicsSubscriptionsAreItsOwnAndThoseBesideIt) {
  const auto stack = read(
      R"("T":{"Type":"AWS::SNS::Topic","Properties":{"TopicName":"t","DisplayName":"News",
           "Subscription":[{"Protocol":"email","Endpoint":"a@example.com"}]}},
         "S":{"Type":"AWS::SNS::Subscription","Properties":{"TopicArn":{"Ref":"T"},"Protocol":"sqs",
           "Endpoint":{"Fn::GetAtt":["Q","Arn"]},"RawMessageDelivery":true,
           "FilterPolicy":{"outcome":["match"]}}},)" +
      std::string(kQueue));
  ASSERT_EQ(stack.topics.size(), 1U);
  EXPECT_EQ(stack.topics[0].name, "t");
  EXPECT_EQ(stack.topics[0].attributes,
            (std::map<std::string, std::string>{{"DisplayName", "News"}}));
  ASSERT_EQ(stack.subscriptions.size(), 2U);
  const auto& beside = stack.subscriptions[0];
  EXPECT_EQ(beside.topic_arn, "arn:aws:sns:us-east-1:000000000000:t");
  EXPECT_EQ(beside.endpoint, "arn:aws:sqs:us-east-1:000000000000:q");
  EXPECT_EQ(beside.attributes.at("RawMessageDelivery"), "true");
  EXPECT_EQ(beside.attributes.at("FilterPolicy"), R"({"outcome":["match"]})");
  EXPECT_EQ(stack.subscriptions[1].protocol, "email");
}

TEST(Resources, ATableIsCreateTablesInput) {
  const auto stack = read(R"("T":{"Type":"AWS::DynamoDB::Table","Properties":{"TableName":"tasks",
    "BillingMode":"PAY_PER_REQUEST","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true},
    "AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}]}})");
  ASSERT_EQ(stack.tables.size(), 1U);
  EXPECT_EQ(json::parse(stack.tables[0].create_table),
            json::parse(R"({"TableName":"tasks","BillingMode":"PAY_PER_REQUEST",
              "AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"}],
              "KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}]})"));
}

class StateMachines : public testing::Test {
 protected:
  StateMachines() { std::filesystem::create_directories(folder_); }
  ~StateMachines() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "state_machines";
};

TEST_F(StateMachines, TakeTheirDefinitionFromAFileBesideTheTemplateWithItsSubstitutionsMade) {
  std::ofstream(folder_ / "flow.json")
      << R"({"Resource":"${Fn}","Again":"${Fn}","Kept":"${Other}"})";
  const auto stack = read(R"("M":{"Type":"AWS::StepFunctions::StateMachine","Properties":{
      "StateMachineName":"flow","DefinitionUri":"flow.json",
      "DefinitionSubstitutions":{"Fn":{"Fn::GetAtt":["F","Arn"]}}}},)" +
                              std::string(kFunction),
                          {.folder = folder_});
  ASSERT_EQ(stack.state_machines.size(), 1U);
  EXPECT_EQ(stack.state_machines[0].name, "flow");
  EXPECT_EQ(stack.state_machines[0].type, "STANDARD");
  EXPECT_EQ(stack.state_machines[0].definition,
            R"({"Resource":"arn:aws:lambda:us-east-1:000000000000:function:f",)"
            R"("Again":"arn:aws:lambda:us-east-1:000000000000:function:f","Kept":"${Other}"})");
}

TEST_F(StateMachines, TakeTheirDefinitionFromTheTemplateToo) {
  const auto stack = read(R"("A":{"Type":"AWS::StepFunctions::StateMachine","Properties":{
      "DefinitionString":"{}","StateMachineType":"EXPRESS"}},
    "B":{"Type":"AWS::StepFunctions::StateMachine","Properties":{
      "Definition":{"StartAt":"X"}}})");
  EXPECT_EQ(stack.state_machines.at(0).definition, "{}");
  EXPECT_EQ(stack.state_machines.at(0).type, "EXPRESS");
  EXPECT_EQ(stack.state_machines.at(1).definition, R"({"StartAt":"X"})");
}

TEST(Resources, BucketsNotifyQueuesTopicsAndTheEventBus) {
  const auto stack = read(
      R"("B":{"Type":"AWS::S3::Bucket","Properties":{"BucketName":"b","NotificationConfiguration":{
           "QueueConfigurations":[{"Event":"s3:ObjectCreated:*","Queue":{"Fn::GetAtt":["Q","Arn"]}}],
           "TopicConfigurations":[{"Event":"s3:ObjectRemoved:*","Topic":{"Ref":"T"}}],
           "EventBridgeConfiguration":{"EventBridgeEnabled":true}}}},
         "C":{"Type":"AWS::S3::Bucket","Properties":{"NotificationConfiguration":{
           "EventBridgeConfiguration":{"EventBridgeEnabled":false}}}},
         "T":{"Type":"AWS::SNS::Topic"},)" +
      std::string(kQueue));
  const auto& bucket = stack.buckets.at(0);
  EXPECT_EQ(bucket.notifications.at(0).target_arn, "arn:aws:sqs:us-east-1:000000000000:q");
  EXPECT_EQ(bucket.notifications.at(1).target_arn, "arn:aws:sns:us-east-1:000000000000:t");
  EXPECT_TRUE(bucket.event_bridge);
  EXPECT_FALSE(stack.buckets.at(1).event_bridge);
}

TEST(Resources, ARuleThatIsSwitchedOffHasNoTargets) {
  const std::string rule = R"("R":{"Type":"AWS::Events::Rule","Properties":{
    "EventPattern":{"source":["aws.s3"]},"State":"STATE",
    "Targets":[{"Id":"f","Arn":{"Fn::GetAtt":["F","Arn"]}}]}},)";
  auto enabled = rule;
  enabled.replace(enabled.find("STATE"), 5, "ENABLED");
  EXPECT_EQ(read(enabled + kFunction).rules.at(0).targets.size(), 1U);
  auto disabled = rule;
  disabled.replace(disabled.find("STATE"), 5, "DISABLED");
  EXPECT_TRUE(read(disabled + kFunction).rules.at(0).targets.empty());
}

std::string mapping(const std::string& more) {
  return R"("M":{"Type":"AWS::Lambda::EventSourceMapping","Properties":{
    "EventSourceArn":{"Fn::GetAtt":["Q","Arn"]},"FunctionName":{"Ref":"F"})" +
         more + "}},";
}

TEST(Resources, AMappingPollsAQueueOfTheStackForAFunctionOfTheStack) {
  const auto plain = read(mapping("") + kFunction + "," + kQueue).event_sources.at(0);
  EXPECT_EQ(plain.queue_arn, "arn:aws:sqs:us-east-1:000000000000:q");
  EXPECT_EQ(plain.function_name, "f");
  EXPECT_EQ(plain.batch_size, 10);
  EXPECT_FALSE(plain.reports_failures);
  const auto set =
      read(mapping(R"(,"BatchSize":3,"FunctionResponseTypes":["ReportBatchItemFailures"])") +
           kFunction + "," + kQueue)
          .event_sources.at(0);
  EXPECT_EQ(set.batch_size, 3);
  EXPECT_TRUE(set.reports_failures);
}

TEST(Resources, AMappingMayWaitForALargeBatchAndBoundItsConcurrency) {
  const auto source = read(mapping(R"(,"BatchSize":"100","MaximumBatchingWindowInSeconds":5,
                      "ScalingConfig":{"MaximumConcurrency":2})") +
                           kFunction + "," + kQueue)
                          .event_sources.at(0);
  EXPECT_EQ(source.batch_size, 100);
  EXPECT_EQ(source.window, std::chrono::seconds(5));
  EXPECT_EQ(source.maximum_concurrency, 2);
  EXPECT_TRUE(
      read(mapping(R"(,"Enabled":false)") + kFunction + "," + kQueue).event_sources.empty());
}

struct Refused {
  const char* name;
  std::string resources;
  const char* says;
};

class RefusedResource : public testing::TestWithParam<Refused> {};

TEST_P(RefusedResource, IsRefusedSayingWhy) {
  const auto message = refusal(GetParam().resources);
  EXPECT_NE(message.find(GetParam().says), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Bad, RefusedResource,
    testing::Values(
        Refused{"AFifoNameWithoutFifo",
                R"("Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q.fifo"}})",
                "must end in .fifo"},
        Refused{"FifoWithoutItsName",
                R"("Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q","FifoQueue":true}})",
                "must end in .fifo"},
        Refused{"AQueuesUnknownProperty",
                R"("Q":{"Type":"AWS::SQS::Queue","Properties":{"RedriveAllowPolicy":{}}})",
                "Q.RedriveAllowPolicy: is not understood here"},
        Refused{"AnUnknownProtocol",
                R"("T":{"Type":"AWS::SNS::Topic","Properties":{"Subscription":[
                  {"Protocol":"sms","Endpoint":"+1"}]}})",
                "must be email, email-json, lambda or sqs"},
        Refused{
            "ASubscriptionWithoutEndpoint",
            R"("T":{"Type":"AWS::SNS::Topic","Properties":{"Subscription":[{"Protocol":"email"}]}})",
            "Endpoint: is missing"},
        Refused{"ATableWithoutKeys", R"("T":{"Type":"AWS::DynamoDB::Table"})",
                "AttributeDefinitions: is missing"},
        Refused{"ADefinitionNowhere", R"("M":{"Type":"AWS::StepFunctions::StateMachine"})",
                "has one of Definition"},
        Refused{"ADefinitionTwice",
                R"("M":{"Type":"AWS::StepFunctions::StateMachine","Properties":{
                  "Definition":{},"DefinitionString":"{}"}})",
                "has one of Definition"},
        Refused{"ADefinitionWithoutItsFile",
                R"("M":{"Type":"AWS::StepFunctions::StateMachine","Properties":{
                  "DefinitionUri":"no/such/file"}})",
                "no/such/file cannot be read"},
        Refused{"AnUnknownComparison",
                R"("R":{"Type":"AWS::Events::Rule","Properties":{
                  "EventPattern":{"detail":{"size":[{"numeric":[">",1]}]}}}})",
                "numeric"},
        Refused{"ATargetThatIsNothing",
                R"("R":{"Type":"AWS::Events::Rule","Properties":{"EventPattern":{"source":["x"]},
                  "Targets":[{"Id":"a","Arn":"arn:aws:lambda:us-east-1:000000000000:function:g"}]}})",
                "which is not in the template"},
        Refused{"ATargetOfAnotherKind",
                R"("R":{"Type":"AWS::Events::Rule","Properties":{"EventPattern":{"source":["x"]},
                  "Targets":[{"Id":"a","Arn":"arn:aws:kinesis:us-east-1:000000000000:stream/s"}]}})",
                "must be a function's"},
        Refused{"AnotherQueuesMapping",
                R"("M":{"Type":"AWS::Lambda::EventSourceMapping","Properties":{"FunctionName":"f",
                  "EventSourceArn":"arn:aws:sqs:us-east-1:000000000000:other"}},)" +
                    std::string(kFunction),
                "is no queue of the template"},
        Refused{"ABatchThatIsTooLarge", mapping(R"(,"BatchSize":11)") + kFunction + "," + kQueue,
                "1 to 10"},
        Refused{"AConcurrencyThatIsTooSmall",
                mapping(R"(,"ScalingConfig":{"MaximumConcurrency":1})") + kFunction + "," + kQueue,
                "M.ScalingConfig.MaximumConcurrency: must be a whole number, 2 to 1000"},
        Refused{"AWindowThatIsTooLong",
                mapping(R"(,"MaximumBatchingWindowInSeconds":301)") + kFunction + "," + kQueue,
                "0 to 300"},
        Refused{"AWindowOfAFifoQueue",
                R"("M":{"Type":"AWS::Lambda::EventSourceMapping","Properties":{"FunctionName":"f",
                  "EventSourceArn":{"Fn::GetAtt":["Q","Arn"]},"MaximumBatchingWindowInSeconds":1}},
                  "Q":{"Type":"AWS::SQS::Queue","Properties":{"FifoQueue":true}},)" +
                    std::string(kFunction),
                "Batching window is not supported for FIFO queues"},
        Refused{"AFilteredMapping", mapping(R"(,"FilterCriteria":{})") + kFunction + "," + kQueue,
                "M.FilterCriteria: is not understood here"},
        Refused{"AnotherResponseType",
                mapping(R"(,"FunctionResponseTypes":["Other"])") + kFunction + "," + kQueue,
                "ReportBatchItemFailures"},
        Refused{"AVisibilityThatIsNoWholeNumber",
                R"("Q":{"Type":"AWS::SQS::Queue","Properties":{"VisibilityTimeout":60.0}})",
                "Q.VisibilityTimeout: must be a whole number, 0 to 43200"},
        Refused{"ADelayBeyondThatOfSqs",
                R"("Q":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":"901"}})",
                "Q.DelaySeconds: must be a whole number, 0 to 900"},
        Refused{"AVisibilityShorterThanTheFunction",
                mapping("") + kFunction +
                    R"(,"Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":"q",
                      "VisibilityTimeout":19}})",
                "Queue visibility timeout: 19 seconds is less than Function timeout: 20 seconds"}),
    [](const testing::TestParamInfo<Refused>& row) { return row.param.name; });

/// The stacks that come with this are read as `shrike-local` reads them.
class StackTemplates : public testing::TestWithParam<const char*> {};

TEST_P(StackTemplates, ReadWhole) {
  const std::filesystem::path folder = SHRIKE_SOURCE_DIR "/infra/local/stacks";
  const auto parameters = read_parameters_file(load_file(folder / "parameters.json"));
  const auto text = load_file(folder / (std::string(GetParam()) + ".template.json"));
  const auto stack = read_template(text, {.default_parameters = parameters});
  EXPECT_EQ(watched_bucket(stack), "uploads");
  ASSERT_FALSE(stack.functions.empty());
  for (const auto& function : stack.functions) {
    ASSERT_TRUE(function.role_policies.has_value()) << function.name;
    EXPECT_FALSE(function.role_policies->empty()) << function.name;
    EXPECT_EQ(function.log_group, "/aws/lambda/shrike-" + function.handler);
    ASSERT_TRUE(function.event_invoke.has_value()) << function.name;
    EXPECT_EQ(function.event_invoke->on_failure, "arn:aws:sqs:us-east-1:000000000000:failures");
  }
}

INSTANTIATE_TEST_SUITE_P(All, StackTemplates,
                         testing::Values("process", "compare-faces", "workflow", "tasks", "bulk"));

/// What CDK's synth made of the same systems.
TEST(CdkTemplates, ReadAsSamsDo) {
  const std::filesystem::path seeds = SHRIKE_SOURCE_DIR "/tests/fuzz/seeds/template";
  const auto process = read_template(load_file(seeds / "cdk-process.json"), {});
  EXPECT_EQ(watched_bucket(process), "shrike-process-images-000000000000-us-east-1");
  ASSERT_EQ(process.functions.size(), 1U);
  EXPECT_EQ(process.functions[0].name, "process");
  EXPECT_EQ(process.functions[0].role_policies.value().size(), 1U);
  const auto bulk = read_template(load_file(seeds / "cdk-bulk.json"), {});
  ASSERT_EQ(bulk.event_sources.size(), 1U);
  EXPECT_TRUE(bulk.event_sources[0].reports_failures);
  EXPECT_EQ(bulk.event_sources[0].maximum_concurrency, 10);
  EXPECT_EQ(bulk.state_machines.size(), 1U);
}

}  // namespace
}  // namespace shrike::local
