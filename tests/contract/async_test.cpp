#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/contract/cloud.h"
#include "tests/contract/gate.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* kConfig = "/2019-09-25/functions/f/event-invoke-config";
constexpr const char* kQueue = "arn:aws:sqs:us-east-1:000000000000:told";
constexpr const char* kDead = "arn:aws:sqs:us-east-1:000000000000:dead";

/// What becomes of asynchronous invocations, and who is told.
class AsyncContract : public Contract {
 protected:
  AsyncContract() {
    std::filesystem::remove_all(folder_);
    set(LambdaOptions{});
  }
  ~AsyncContract() override { std::filesystem::remove_all(folder_); }

  void set(LambdaOptions options) {
    options.retry_delay = 1ms;
    options.records = folder_;
    options.put_object = [this](const auto& bucket, const auto& key, const auto& record) {
      objects_.push_back(bucket + " " + key + " " + record);
    };
    set_options(std::move(options));
  }

  /// Invokes "f" with `event` and waits until all has come to its end.
  std::string run(const std::string& event = R"({"message":"bad"})") {
    auto request_id = lambda().invoke_async("f", event);
    lambda().wait_until_idle();
    return request_id;
  }

  /// What the queue `name` got.
  [[nodiscard]] std::vector<json> messages(const std::string& name) const {
    std::vector<json> found;
    const auto queue = folder_ / "sqs" / name;
    if (!std::filesystem::exists(queue)) return found;
    for (const auto& entry : std::filesystem::directory_iterator(queue)) {
      std::ifstream file(entry.path());
      found.push_back(json::parse(file));
    }
    return found;
  }

  static FunctionConfiguration failing(EventInvokeConfig config) {
    auto function = well_behaved("fail");
    function.event_invoke = std::move(config);
    return function;
  }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("records-" + std::to_string(::getpid()));
  std::vector<std::string> objects_;
};

TEST_F(AsyncContract, AFailureIsToldToItsDestinationAfterItsRetries) {
  EventInvokeConfig config;
  config.on_failure = kQueue;
  config.on_success = "arn:aws:sqs:us-east-1:000000000000:never";
  lambda().add_function(failing(config));
  const auto request_id = run();
  EXPECT_EQ(count_in_log("START RequestId: " + request_id), 3U);
  const auto records = messages("told");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("requestContext"), (json{{"requestId", request_id},
                                                   {"functionArn", lambda().arn("f") + ":$LATEST"},
                                                   {"condition", "RetriesExhausted"},
                                                   {"approximateInvokeCount", 3}}));
  EXPECT_EQ(records[0].at("requestPayload"), (json{{"message", "bad"}}));
  EXPECT_EQ(records[0].at("responseContext").at("functionError"), "Unhandled");
  EXPECT_EQ(records[0].at("responsePayload").at("errorMessage"), "bad");
  EXPECT_TRUE(messages("never").empty());
}

TEST_F(AsyncContract, AFunctionSaysHowOftenItIsRetried) {
  for (const int retries : {0, 1}) {
    EventInvokeConfig config;
    config.maximum_retry_attempts = retries;
    lambda().add_function(failing(config));
    EXPECT_EQ(count_in_log("START RequestId: " + run()), static_cast<std::size_t>(retries + 1));
  }
}

TEST_F(AsyncContract, ASuccessIsToldToItsDestination) {
  auto function = well_behaved("echo");
  function.event_invoke = EventInvokeConfig{};
  function.event_invoke->on_success = kQueue;
  function.event_invoke->on_failure = "arn:aws:sqs:us-east-1:000000000000:never";
  function.dead_letter_target = kDead;
  lambda().add_function(function);
  run(R"({"key":1})");
  const auto records = messages("told");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("requestContext").at("condition"), "Success");
  EXPECT_EQ(records[0].at("requestContext").at("approximateInvokeCount"), 1);
  EXPECT_EQ(records[0].at("responsePayload"), (json{{"key", 1}}));
  EXPECT_FALSE(records[0].at("responseContext").contains("functionError"));
  EXPECT_TRUE(messages("never").empty());
  EXPECT_TRUE(messages("dead").empty());
}

TEST_F(AsyncContract, ADestinationMayBeAFunctionWithADestinationOfItsOwn) {
  EventInvokeConfig config;
  config.on_failure = lambda().arn("g");
  lambda().add_function(failing(config));
  auto listener = well_behaved("echo");
  listener.name = "g";
  listener.event_invoke = EventInvokeConfig{};
  listener.event_invoke->on_success = kQueue;
  lambda().add_function(listener);
  const auto request_id = run();
  const auto records = messages("told");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("requestPayload").at("requestContext").at("requestId"), request_id);
}

TEST_F(AsyncContract, ADestinationMayBeABucket) {
  EventInvokeConfig config;
  config.on_failure = "arn:aws:s3:::kept";
  lambda().add_function(failing(config));
  run();
  ASSERT_EQ(objects_.size(), 1U);
  EXPECT_THAT(objects_[0], testing::StartsWith("kept aws/lambda/async/f/"));
}

TEST_F(AsyncContract, ADeadLetterQueueGetsTheEventItself) {
  auto function = well_behaved("fail");
  function.dead_letter_target = kDead;
  lambda().add_function(function);
  const auto request_id = run();
  const auto letters = messages("dead");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].at("MessageBody"), R"({"message":"bad"})");
  const auto& attributes = letters[0].at("MessageAttributes");
  EXPECT_EQ(attributes.at("RequestID").at("StringValue"), request_id);
  EXPECT_EQ(attributes.at("ErrorCode").at("StringValue"), "200");
  EXPECT_EQ(attributes.at("ErrorMessage").at("StringValue"), "bad");
}

TEST_F(AsyncContract, AnEventThatGrowsTooOldIsGivenUp) {
  EventInvokeConfig config;
  config.maximum_event_age = 0s;
  config.on_failure = kQueue;
  lambda().add_function(failing(config));
  const auto request_id = run();
  EXPECT_LE(count_in_log("START RequestId: " + request_id), 1U);
  const auto records = messages("told");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("requestContext").at("condition"), "EventAgeExceeded");
}

TEST_F(AsyncContract, WhatMayNotRunAtAllIsToldAtOnce) {
  EventInvokeConfig config;
  config.on_failure = kQueue;
  auto function = failing(config);
  function.reserved_concurrency = 0;
  function.dead_letter_target = kDead;
  lambda().add_function(function);
  run();
  EXPECT_THAT(log(), testing::IsEmpty());
  const auto records = messages("told");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("requestContext").at("condition"), "ZeroReservedConcurrency");
  EXPECT_EQ(records[0].at("requestContext").at("approximateInvokeCount"), 0);
  EXPECT_EQ(messages("dead").size(), 1U);
}

TEST_F(AsyncContract, ARecordThatCannotArriveIsALineOfTheLog) {
  EventInvokeConfig config;
  config.maximum_retry_attempts = 0;
  config.on_failure = lambda().arn("absent");
  lambda().add_function(failing(config));
  run();
  EXPECT_EQ(count_in_log("No record went to " + lambda().arn("absent")), 1U);
}

TEST_F(AsyncContract, TheConfigurationIsSetChangedToldAndForgotten) {
  lambda().add_function(well_behaved("echo"));
  const auto missing = call("GET", kConfig);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(json::parse(missing.body).at("Message"),
            "The function " + lambda().arn("f") + ":$LATEST doesn't have an EventInvokeConfig");
  EXPECT_EQ(call("POST", kConfig, {}, R"({"MaximumRetryAttempts":1})").status, 404);

  EXPECT_EQ(call("PUT", kConfig, {}, R"({"MaximumRetryAttempts":1})").status, 200);
  EXPECT_EQ(call("POST", kConfig, {}, R"({"MaximumEventAgeInSeconds":60})").status, 200);
  auto told = json::parse(call("GET", kConfig).body);
  EXPECT_GT(told.at("LastModified").get<double>(), 0);
  told.erase("LastModified");
  EXPECT_EQ(told, (json{{"FunctionArn", lambda().arn("f") + ":$LATEST"},
                        {"MaximumRetryAttempts", 1},
                        {"MaximumEventAgeInSeconds", 60},
                        {"DestinationConfig",
                         {{"OnSuccess", json::object()}, {"OnFailure", json::object()}}}}));

  call("PUT", kConfig, {}, R"({"MaximumRetryAttempts":0})");
  EXPECT_FALSE(json::parse(call("GET", kConfig).body).contains("MaximumEventAgeInSeconds"));
  const auto list = json::parse(call("GET", std::string(kConfig) + "/list").body);
  EXPECT_EQ(list.at("FunctionEventInvokeConfigs").size(), 1U);
  EXPECT_EQ(call("DELETE", kConfig).status, 204);
  EXPECT_EQ(call("DELETE", kConfig).status, 404);
}

TEST_F(AsyncContract, StoppingDropsWhatWaitsAndStartsNothing) {
  const Gate gate;
  LambdaOptions options;
  options.max_concurrency = 1;
  set(options);
  lambda().add_function(streaming_runtime("gated"));
  bool told = false;
  for (int i = 0; i < 20; ++i) {
    lambda().invoke_async("f", gate.event(), [&](const InvocationResult&) { told = true; });
  }
  wait_for_log("START RequestId: ");
  lambda().stop();
  EXPECT_EQ(count_in_log("START RequestId: "), 1U);
  EXPECT_FALSE(told);
}

}  // namespace
}  // namespace shrike::local
