#include <future>
#include <set>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

/// Several invocations at the same time in one process, as on Lambda Managed Instances.
class ConcurrencyContract : public Contract {
 protected:
  ConcurrencyContract() {
    LambdaOptions options;
    options.concurrency_per_sandbox = 3;
    options.max_concurrency = 1;
    set_options(options);
    auto function = concurrent_runtime();
    function.timeout = std::chrono::seconds(20);
    lambda().add_function(function);
  }

  std::future<InvocationResult> start(const std::string& payload) {
    return std::async(std::launch::async, [this, payload] { return invoke_again(payload); });
  }
};

TEST_F(ConcurrencyContract, OneProcessServesAsManyAtTheSameTimeAsItMay) {
  std::vector<std::future<InvocationResult>> runs;
  for (int i = 0; i < 3; ++i) runs.push_back(start(R"({"wait_for":3})"));
  std::set<std::string> processes;
  for (auto& run : runs) {
    const auto result = run.get();
    EXPECT_FALSE(result.function_error) << result.payload;
    processes.insert(result.payload);
  }
  EXPECT_EQ(processes.size(), 1U);
}

TEST_F(ConcurrencyContract, MoreInvocationsWaitForAPlace) {
  std::vector<std::future<InvocationResult>> runs;
  for (int i = 0; i < 12; ++i) runs.push_back(start("{}"));
  std::set<std::string> processes;
  for (auto& run : runs) processes.insert(run.get().payload);
  EXPECT_EQ(processes.size(), 1U);
}

TEST_F(ConcurrencyContract, AnAnswerAfterTheTimeoutGets410AndTheProcessLivesOn) {
  const auto process = invoke_again().payload;
  auto function = concurrent_runtime();
  function.timeout = std::chrono::seconds(1);
  lambda().add_function(function);
  const auto before = invoke_again().payload;
  EXPECT_NE(before, process) << "a replaced function has a process of its own";
  const auto late = invoke_again(R"({"late":true})");
  EXPECT_EQ(payload_of(late).at("errorType"), "Sandbox.Timedout");
  wait_for_log("late: 410 InvokeTimeout");
  EXPECT_EQ(invoke_again().payload, before);
}

TEST_F(ConcurrencyContract, AnExitFailsAllThatTheProcessServed) {
  auto waiting = start(R"({"wait_for":4})");
  wait_for_log("START");
  auto exiting = start(R"({"exit":true})");
  for (auto* run : {&waiting, &exiting}) {
    const auto result = run->get();
    EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.ExitError");
    EXPECT_THAT(result.payload, HasSubstr("exit status 7"));
  }
  EXPECT_FALSE(invoke_again().function_error) << "the next one gets a new process";
}

TEST(Concurrency, OurOwnRuntimeServesSeveralAtTheSameTime) {
  SystemClock clock;
  LambdaOptions options;
  options.concurrency_per_sandbox = 2;
  options.max_concurrency = 1;
  LambdaService lambda(options, clock);
  lambda.add_function(well_behaved("describe"));
  std::vector<std::future<InvocationResult>> runs;
  for (int i = 0; i < 6; ++i) {
    runs.push_back(std::async(std::launch::async, [&] { return lambda.invoke("f", "{}"); }));
  }
  std::set<int> processes;
  for (auto& run : runs) {
    const auto result = run.get();
    const auto answer = payload_of(result);
    EXPECT_EQ(answer.at("request_id"), result.request_id);
    processes.insert(answer.at("pid").get<int>());
  }
  EXPECT_EQ(processes.size(), 1U);
}

}  // namespace
}  // namespace shrike::local
