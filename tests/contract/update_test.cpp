#include <filesystem>
#include <future>

#include <gmock/gmock.h>

#include "infra/local/lambda/uploaded_code.h"
#include "tests/contract/cloud.h"
#include "tests/contract/gate.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr const char* kFunction = "/2015-03-31/functions/f";
constexpr const char* kConfiguration = "/2015-03-31/functions/f/configuration";
constexpr const char* kPieces = "one two three";
constexpr const char* kGated = "first second";

/// A function that is changed while it runs.
class UpdateContract : public Contract {
 protected:
  std::future<InvocationResult> start() {
    return std::async(std::launch::async, [this] { return invoke_again(gate_.event()); });
  }

  /// An invocation that waits at the gate; it has begun when this returns.
  std::future<InvocationResult> begin() {
    auto running = start();
    wait_for_log("START RequestId: ");
    return running;
  }

  void change_handler() {
    EXPECT_EQ(call("PUT", kConfiguration, {}, R"({"Handler":"pieces"})").status, 200);
  }

  const Gate gate_;
};

TEST_F(UpdateContract, AnInvocationUnderWayEndsAsItBeganWhileTheNextOneRunsChanged) {
  lambda().add_function(streaming_runtime("gated"));
  auto running = begin();
  change_handler();
  EXPECT_EQ(invoke_again().payload, kPieces);
  gate_.open();
  const auto result = running.get();
  EXPECT_EQ(result.payload, kGated);
  EXPECT_FALSE(result.function_error);
}

TEST_F(UpdateContract, AnInvocationThatWaitsForASlotRunsChanged) {
  LambdaOptions options;
  options.max_concurrency = 1;
  set_options(options);
  lambda().add_function(streaming_runtime("gated"));
  auto running = begin();
  auto waiting = start();
  change_handler();
  EXPECT_EQ(waiting.get().payload, kPieces);
  gate_.open();
  EXPECT_EQ(running.get().payload, kGated);
}

TEST_F(UpdateContract, AnInvocationUnderWayOutlivesItsFunctionsDeletion) {
  lambda().add_function(streaming_runtime("gated"));
  auto running = begin();
  EXPECT_EQ(call("DELETE", kFunction).status, 204);
  EXPECT_EQ(call("GET", kFunction).status, 404);
  gate_.open();
  EXPECT_EQ(running.get().payload, kGated);
}

TEST_F(UpdateContract, TheServicesEndIsTheEndOfWhatStillRunsUnchanged) {
  lambda().add_function(streaming_runtime("gated"));
  auto running = begin();
  change_handler();
  lambda().stop();
  EXPECT_EQ(payload_of(running.get()).at("errorType"), "Runtime.ExitError");
}

TEST_F(UpdateContract, AWarmProcessEndsWithItsHooks) {
  invoke(life_cycle("shutdown-hooks"));
  lambda().add_function(life_cycle("echo"));
  EXPECT_EQ(count_in_log("the first hook, last"), 1U);
}

TEST_F(UpdateContract, ABusyProcessEndsWithItsHooksAfterItsInvocation) {
  auto function = renewable("shutdown-hook");
  lambda().add_function(function);
  auto event = json::parse(gate_.event());
  event["do"] = "wait";
  auto running = std::async(std::launch::async, [&] { return invoke_again(event.dump()); });
  wait_for_log("begun wait");
  lambda().add_function(function);
  EXPECT_EQ(count_in_log("shut down"), 0U);
  gate_.open();
  EXPECT_FALSE(running.get().function_error);
  EXPECT_EQ(count_in_log("shut down"), 1U);
}

TEST_F(UpdateContract, UploadedCodeIsThereAsLongAsItRuns) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "uploaded";
  auto function = streaming_runtime("gated");
  std::filesystem::remove_all(folder);
  std::filesystem::copy(function.code, folder, std::filesystem::copy_options::recursive);
  function.code = folder;
  function.uploaded = std::make_shared<UploadedCode>(folder);
  lambda().add_function(std::move(function));
  auto running = begin();
  lambda().add_function(streaming_runtime("pieces"));
  EXPECT_TRUE(std::filesystem::exists(folder));
  gate_.open();
  EXPECT_EQ(running.get().payload, kGated);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(UpdateContract, AProcessThatServesSeveralAtTheSameTimeEndsAfterTheLast) {
  LambdaOptions options;
  options.concurrency_per_sandbox = 2;
  set_options(options);
  lambda().add_function(renewable("serve"));
  auto event = json::parse(gate_.event());
  event["do"] = "wait";
  auto running = std::async(std::launch::async, [&] { return invoke_again(event.dump()); });
  wait_for_log("begun wait");
  lambda().add_function(renewable("serve"));
  const auto next = payload_of(invoke_again(R"({"do":""})")).at("pid");
  gate_.open();
  const auto result = running.get();
  EXPECT_FALSE(result.function_error);
  EXPECT_NE(payload_of(result).at("pid"), next);
}

}  // namespace
}  // namespace shrike::local
