#include <future>

#include <gmock/gmock.h>

#include "infra/local/aws_fault.h"
#include "tests/contract/cloud.h"
#include "tests/contract/gate.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr const char* kInvoke = "/2015-03-31/functions/f/invocations";
constexpr const char* kConcurrency = "/2017-10-31/functions/f/concurrency";
constexpr const char* kReserved = "ReservedFunctionConcurrentInvocationLimitExceeded";
constexpr const char* kAccount = "ConcurrentInvocationLimitExceeded";

class ThrottleContract : public Contract {
 protected:
  /// An invocation of "f", which waits at the gate; it has begun when this returns.
  std::future<InvocationResult> begin() {
    auto running = std::async(std::launch::async, [this] { return invoke_again(gate_.event()); });
    wait_for_log("START RequestId: ");
    return running;
  }

  static FunctionConfiguration gated(std::string name = "f") {
    auto function = streaming_runtime("gated");
    function.name = std::move(name);
    return function;
  }

  /// Why `function` may not run now.
  std::string reason(const std::string& function) {
    try {
      static_cast<void>(lambda().invoke(function, gate_.event()));
      return "it ran";
    } catch (const AwsFault& fault) {
      EXPECT_EQ(fault.status(), 429);
      return fault.details().at("Reason");
    }
  }

  const Gate gate_;
};

TEST_F(ThrottleContract, AReservationOfZeroIs429InLambdasWords) {
  auto function = well_behaved("echo");
  function.reserved_concurrency = 0;
  lambda().add_function(function);
  for (const auto* path : {kInvoke, "/2021-11-15/functions/f/response-streaming-invocations"}) {
    const auto answer = call("POST", path, {}, "{}");
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.header("x-amzn-ErrorType"), "TooManyRequestsException");
    EXPECT_EQ(answer.header("Retry-After"), "1");
    EXPECT_EQ(json::parse(answer.body),
              (json{{"Reason", kReserved}, {"Type", "User"}, {"message", "Rate Exceeded."}}));
  }
  EXPECT_THAT(log(), testing::IsEmpty()) << "nothing was started";
}

TEST_F(ThrottleContract, MoreThanIsReservedIsRefusedWhileItRuns) {
  auto function = gated();
  function.reserved_concurrency = 1;
  lambda().add_function(function);
  auto running = begin();
  EXPECT_EQ(reason("f"), kReserved);
  gate_.open();
  EXPECT_EQ(running.get().payload, "first second");
  auto next = begin();
  gate_.open();
  EXPECT_EQ(next.get().payload, "first second");
}

TEST_F(ThrottleContract, MoreThanTheAccountHasIsRefusedWhileItRuns) {
  LambdaOptions options;
  options.account_concurrency = 1;
  set_options(options);
  lambda().add_function(gated());
  lambda().add_function(gated("g"));
  auto running = begin();
  EXPECT_EQ(reason("f"), kAccount);
  EXPECT_EQ(reason("g"), kAccount);
  gate_.open();
  EXPECT_EQ(running.get().payload, "first second");
}

TEST_F(ThrottleContract, MoreThanThisMachineRunsIsRefusedWhereThatIsAskedFor) {
  LambdaOptions options;
  options.max_concurrency = 1;
  options.throttle_at_max_concurrency = true;
  set_options(options);
  lambda().add_function(gated());
  auto running = begin();
  EXPECT_EQ(reason("f"), kAccount);
  gate_.open();
  EXPECT_EQ(running.get().payload, "first second");
}

TEST_F(ThrottleContract, AnEventThatIsRefusedWaitsInItsQueue) {
  LambdaOptions options;
  options.throttle_delay = 1ms;
  set_options(options);
  auto function = gated();
  function.reserved_concurrency = 1;
  lambda().add_function(function);
  auto running = begin();
  std::promise<InvocationResult> ended;
  lambda().invoke_async("f", gate_.event(),
                        [&](const InvocationResult& result) { ended.set_value(result); });
  gate_.open();
  EXPECT_EQ(running.get().payload, "first second");
  gate_.open();
  EXPECT_EQ(ended.get_future().get().payload, "first second");
}

TEST_F(ThrottleContract, AReservationIsSetToldAndTakenBack) {
  lambda().add_function(well_behaved("echo"));
  const auto told = [&] {
    return json::parse(call("GET", "/2019-09-30/functions/f/concurrency").body);
  };
  EXPECT_EQ(told(), json::object());
  const auto put = call("PUT", kConcurrency, {}, R"({"ReservedConcurrentExecutions":0})");
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(json::parse(put.body), (json{{"ReservedConcurrentExecutions", 0}}));
  EXPECT_EQ(told(), (json{{"ReservedConcurrentExecutions", 0}}));
  EXPECT_EQ(json::parse(call("GET", "/2015-03-31/functions/f").body)
                .at("Concurrency")
                .at("ReservedConcurrentExecutions"),
            0);
  EXPECT_EQ(call("POST", kInvoke, {}, "{}").status, 429);
  EXPECT_EQ(call("DELETE", kConcurrency).status, 204);
  EXPECT_EQ(told(), json::object());
  EXPECT_EQ(call("POST", kInvoke, {}, "{}").status, 200);
}

TEST_F(ThrottleContract, AReservationThatCannotBeIsRefused) {
  lambda().add_function(well_behaved("echo"));
  const auto put = [&](const std::string& body) {
    return call("PUT", kConcurrency, {}, body).header("x-amzn-ErrorType");
  };
  EXPECT_EQ(put(R"({"ReservedConcurrentExecutions":901})"), "InvalidParameterValueException");
  EXPECT_EQ(put(R"({"ReservedConcurrentExecutions":900})"), "(none)");
  EXPECT_EQ(put(R"({"ReservedConcurrentExecutions":-1})"), "ValidationException");
  EXPECT_EQ(put("{}"), "ValidationException");
  EXPECT_EQ(put("[]"), "SerializationException");
  EXPECT_EQ(put("{no json"), "SerializationException");
  EXPECT_EQ(call("PUT", "/2017-10-31/functions/absent/concurrency", {}, "{}").status, 404);
}

}  // namespace
}  // namespace shrike::local
