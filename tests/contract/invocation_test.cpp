#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::MatchesRegex;

class InvocationContract : public Contract {};

constexpr std::string_view kUuid =
    "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

TEST_F(InvocationContract, ResponseIsWhatTheHandlerReturned) {
  const auto result = invoke(well_behaved("echo"), R"({"key":"value"})");
  EXPECT_EQ(result.payload, R"({"key":"value"})");
  EXPECT_FALSE(result.function_error.has_value());
}

TEST_F(InvocationContract, RequestIdIsAUuidAndTheOneInTheResult) {
  const auto result = invoke(well_behaved("describe"));
  EXPECT_EQ(payload_of(result).at("request_id"), result.request_id);
  EXPECT_THAT(result.request_id, testing::ContainsRegex("^" + std::string(kUuid) + "$"));
}

TEST_F(InvocationContract, DeadlineIsTheTimeoutFromNowOnTheWallClock) {
  auto function = well_behaved("describe");
  function.timeout = std::chrono::seconds(20);
  const auto before = SystemClock().now();
  const auto deadline = payload_of(invoke(function)).at("deadline_ms").get<std::int64_t>();
  const auto after = SystemClock().now();
  const auto in_20_s = [](TimePoint time) {
    return (time + std::chrono::seconds(20)).time_since_epoch().count();
  };
  EXPECT_GE(deadline, in_20_s(before));
  EXPECT_LE(deadline, in_20_s(after));
}

TEST_F(InvocationContract, FunctionArnNamesTheFunctionAndTheQualifierThatWasInvoked) {
  const auto unqualified = invoke(well_behaved("describe"));
  EXPECT_EQ(payload_of(unqualified).at("function_arn"), lambda().arn("f"));
  const auto qualified = lambda().invoke(lambda().arn("f") + ":$LATEST", "{}");
  EXPECT_EQ(payload_of(qualified).at("function_arn"), lambda().arn("f") + ":$LATEST");
}

TEST_F(InvocationContract, TraceIdIsFreshEachTimeAndInTheEnvironment) {
  const auto first = payload_of(invoke(well_behaved("describe")));
  const auto second = payload_of(invoke_again());
  const std::string trace = first.at("trace_id");
  EXPECT_THAT(trace, testing::ContainsRegex(
                         "^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$"));
  EXPECT_EQ(first.at("_X_AMZN_TRACE_ID"), trace);
  EXPECT_EQ(second.at("_X_AMZN_TRACE_ID"), second.at("trace_id"));
  EXPECT_NE(first.at("trace_id"), second.at("trace_id"));
}

TEST_F(InvocationContract, TraceIdIsUnsetBeforeTheFirstInvocation) {
  // The environment that the process started with has none.
  EXPECT_FALSE(payload_of(invoke(well_behaved("environment")))
                   .at("_X_AMZN_TRACE_ID")
                   .get<std::string>()
                   .empty());
  const auto variables = payload_of(invoke(well_behaved("start-environment")));
  EXPECT_FALSE(variables.contains("_X_AMZN_TRACE_ID"));
}

TEST_F(InvocationContract, InvocationIdDiffersEachTimeAndItsEchoIsAccepted) {
  const auto first = payload_of(invoke(well_behaved("describe")));
  const auto second = payload_of(invoke_again());
  EXPECT_NE(first.at("invocation_id"), "");
  EXPECT_NE(first.at("invocation_id"), second.at("invocation_id"));
}

TEST_F(InvocationContract, TenantIdComesFromTheCallersHeader) {
  lambda().add_function(well_behaved("describe"));
  const auto with =
      call("POST", "/2015-03-31/functions/f/invocations", {{"X-Amz-Tenant-Id", "blue"}}, "{}");
  EXPECT_EQ(json::parse(with.body).at("tenant_id"), "blue");
  const auto without = call("POST", "/2015-03-31/functions/f/invocations", {}, "{}");
  EXPECT_EQ(json::parse(without.body).at("tenant_id"), "");
}

TEST_F(InvocationContract, ClientContextComesFromTheCallersHeader) {
  lambda().add_function(well_behaved("describe"));
  const auto answer = call("POST", "/2015-03-31/functions/f/invocations",
                           {{"X-Amz-Client-Context", "eyJjdXN0b20iOnsiYSI6MX19"}}, "{}");
  EXPECT_EQ(json::parse(answer.body).at("client_context"), R"({"custom":{"a":1}})");
}

TEST_F(InvocationContract, PayloadArrivesByteForByte) {
  const std::string payload = "{\"text\":\"\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x90\xA6\\u0000\\n\"}";
  EXPECT_EQ(invoke(well_behaved("echo"), payload).payload, payload);
}

TEST_F(InvocationContract, AnEmptyPayloadIsAnEmptyObject) {
  EXPECT_EQ(invoke(well_behaved("echo"), "").payload, "{}");
}

TEST_F(InvocationContract, SixMegabytesGoInAndComeOut) {
  const auto payload = '"' + std::string(6'291'454, 'x') + '"';
  EXPECT_EQ(invoke(well_behaved("echo"), payload).payload, payload);
}

TEST_F(InvocationContract, TheLargestResponseIs6291556Bytes) {
  const auto result = invoke(well_behaved("repeat"), "6291556");
  EXPECT_FALSE(result.function_error.has_value());
  EXPECT_EQ(result.payload.size(), 6291556U);
}

TEST_F(InvocationContract, OneByteMoreIsResponseSizeTooLargeAndTheLoopGoesOn) {
  const auto result = invoke(well_behaved("repeat"), "6291557");
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result),
            (json{{"errorType", "Function.ResponseSizeTooLarge"},
                  {"errorMessage",
                   "Response payload size exceeded maximum allowed payload size (6291556 "
                   "bytes)."}}));
  const auto next = invoke_again("3");
  EXPECT_EQ(next.payload, "xxx");
  EXPECT_FALSE(next.init_duration.has_value()) << "the process was not started again";
}

}  // namespace
}  // namespace shrike::local
