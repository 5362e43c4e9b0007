#include <future>
#include <optional>
#include <set>
#include <string>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"
#include "tests/contract/event_stream_reader.h"
#include "tests/contract/gate.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr std::chrono::seconds kTimeout{6};
constexpr const char* kServe = R"({"do":""})";
constexpr const char* kHang = R"({"do":"hang"})";
constexpr const char* kRenew = R"({"do":"renew"})";

/// A process of our own runtime that renews itself, in strict mode: whatever it does against the
/// contract fails an invocation.
class RenewalContract : public Contract {
 protected:
  RenewalContract() { use({}); }

  void use(LambdaOptions options) {
    options.strict = true;
    set_options(std::move(options));
  }

  void add(const std::string& handler) {
    auto function = renewable(handler);
    function.timeout = kTimeout;
    // A build with sanitizers takes its time to start anew.
    function.environment["SHRIKE_DEADLINE_MARGIN_MS"] = "4000";
    lambda().add_function(std::move(function));
  }

  /// What the image that served it told of itself.
  json serve(const std::string& event = kServe) {
    const auto result = invoke_again(event);
    EXPECT_FALSE(result.function_error) << result.payload;
    initialised_ = result.init_duration.has_value();
    return payload_of(result);
  }

  void expect_deadline_error(const InvocationResult& result) {
    EXPECT_EQ(result.function_error, "Unhandled");
    EXPECT_EQ(payload_of(result).at("errorType"), "Function.DeadlineExceeded");
    EXPECT_LT(result.duration, kTimeout);
    EXPECT_EQ(count_in_log("Task timed out"), 0U);
    EXPECT_EQ(count_in_log("Runtime exited"), 0U);
  }

  /// The next invocation is served by a fresh image in the same process.
  json expect_renewed(const json& before) {
    json after = serve();
    EXPECT_EQ(after.at("pid"), before.at("pid"));
    EXPECT_EQ(after.at("served"), 1);
    EXPECT_FALSE(initialised_);
    return after;
  }

  bool initialised_ = false;
};

TEST_F(RenewalContract, AHandlerThatHangsIsAnsweredBeforeItsDeadlineAndTheSameProcessGoesOn) {
  add("serve");
  const auto before = serve();
  expect_deadline_error(invoke_again(kHang));
  expect_renewed(before);
  EXPECT_EQ(serve().at("served"), 2);
  EXPECT_EQ(count_in_log("Invocation ended before its deadline"), 1U);
  EXPECT_EQ(count_in_log("renewable.cpp:"), 1U) << "where it stood";
  EXPECT_EQ(count_in_log("The process renews itself"), 1U);
}

TEST_F(RenewalContract, AProcessMayRenewItselfTimeAndAgain) {
  add("serve");
  const auto before = serve();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(serve(kRenew).at("pid"), before.at("pid"));
    const auto after = expect_renewed(before);
    EXPECT_EQ(after.at("descriptors"), before.at("descriptors")) << "nothing leaks";
    EXPECT_EQ(after.at("bornWith"), before.at("bornWith"));
  }
  EXPECT_EQ(count_in_log("the event says so"), 3U);
}

TEST_F(RenewalContract, AFreshImageIsBornWithTheFirstOnesEnvironmentAndSignals) {
  add("serve");
  const auto before = serve();
  EXPECT_EQ(before.at("bornWith"),
            json({{"trace", false}, {"careless", false}, {"blocksSigterm", false}}));
  serve(kRenew);
  EXPECT_EQ(expect_renewed(before).at("bornWith"), before.at("bornWith"));
}

TEST_F(RenewalContract, TheShutdownHooksOfAFreshImageRunAtTheSandboxesEnd) {
  add("shutdown-hook");
  const auto before = serve();
  expect_deadline_error(invoke_again(kHang));
  expect_renewed(before);
  EXPECT_EQ(count_in_log("shut down"), 0U);
  lambda().stop();
  EXPECT_EQ(count_in_log("shut down"), 1U);
}

TEST_F(RenewalContract, AFreshImagePassesNoSnapshotAndIsMadeReadyAsAfterOne) {
  LambdaOptions options;
  options.snap_start = true;
  use(options);
  add("snapshot-hooks");
  const auto before = serve();
  serve(kRenew);
  expect_renewed(before);
  EXPECT_EQ(count_in_log("before the snapshot"), 1U);
  EXPECT_EQ(count_in_log("after the restore"), 2U);
}

TEST_F(RenewalContract, LambdasDescriptorForTheLogGoesAlong) {
  LambdaOptions options;
  options.telemetry_fd = true;
  use(options);
  add("serve");
  const auto before = serve();
  serve(kRenew);
  expect_renewed(before);
  EXPECT_EQ(count_in_log("\tINFO\tbegun"), 3U);
}

TEST_F(RenewalContract, AStreamThatHangsBeforeItsFirstByteIsAnOrdinaryError) {
  add("stream");
  expect_deadline_error(invoke_again(kHang));
}

TEST_F(RenewalContract, AStreamThatHangsMidwayEndsInTheError) {
  add("stream");
  const auto streamed = [&](const char* event) {
    const auto answer =
        call("POST", "/2021-11-15/functions/f/response-streaming-invocations", {}, event);
    return read_event_stream(answer.body);
  };
  const auto broken = streamed(R"({"do":"hang-midway"})");
  const auto details = json::parse(broken.complete.at("ErrorDetails").get<std::string>());
  EXPECT_EQ(details.at("errorType"), "Function.DeadlineExceeded");
  const auto whole = streamed(kServe);
  EXPECT_EQ(whole.payload, broken.payload) << "the same process";
  EXPECT_EQ(whole.complete, json::object());
}

TEST_F(RenewalContract, AStreamThatNeverEndsIsRefusedMoreAndEndsInTheError) {
  add("stream");
  const auto result = invoke_again(R"({"do":"never-end"})");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(count_in_log("Task timed out"), 0U);
  EXPECT_FALSE(invoke_again(kServe).function_error);
}

/// Several invocations at the same time, for which strict mode is not to be had.
class SharedRenewalContract : public RenewalContract {
 protected:
  SharedRenewalContract() {
    LambdaOptions options;
    options.concurrency_per_sandbox = 2;
    options.max_concurrency = 1;
    set_options(options);
    add("serve");
  }

  std::future<InvocationResult> begin(const std::string& event) {
    return std::async(std::launch::async, [this, event] { return invoke_again(event); });
  }
};

TEST_F(SharedRenewalContract, TheOthersAnswerFirst) {
  const Gate gate;
  json waiting = json::parse(gate.event());
  waiting["do"] = "wait";
  auto other = begin(waiting.dump());
  wait_for_log("begun wait");
  const auto before = serve(kRenew);
  EXPECT_EQ(count_in_log("The process renews itself"), 0U);
  gate.open();
  EXPECT_EQ(payload_of(other.get()).at("pid"), before.at("pid"));
  wait_for_log("The process renews itself");
  EXPECT_EQ(serve().at("pid"), before.at("pid"));
}

TEST_F(SharedRenewalContract, InvocationsThatHangAreEachAnsweredThenTheProcessGoesOn) {
  const auto before = serve();
  auto one = begin(kHang);
  auto other = begin(kHang);
  expect_deadline_error(one.get());
  expect_deadline_error(other.get());
  EXPECT_EQ(serve().at("pid"), before.at("pid"));
  EXPECT_EQ(count_in_log("The process renews itself"), 1U);
}

}  // namespace
}  // namespace shrike::local
