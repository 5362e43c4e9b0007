#include <atomic>

#include <gmock/gmock.h>

#include "infra/local/aws_fault.h"
#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kInvoke = "/2015-03-31/functions/f/invocations";

class InvokeApiContract : public Contract {};

TEST_F(InvokeApiContract, ASynchronousInvocationIs200WithItsHeaders) {
  lambda().add_function(well_behaved("echo"));
  const auto answer = call("POST", kInvoke, {{"X-Amz-Log-Type", "Tail"}}, "[1]");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "[1]");
  EXPECT_EQ(answer.header("X-Amz-Executed-Version"), "$LATEST");
  EXPECT_EQ(answer.header("X-Amz-Function-Error"), "(none)");
  EXPECT_THAT(answer.header("X-Amz-Log-Result"), testing::StartsWith("U1RBUlQgUmVxdWVzdElkOi"))
      << "START RequestId: in base64";
  EXPECT_THAT(answer.header("X-Amzn-Trace-Id"), testing::StartsWith("Root=1-"));
  EXPECT_EQ(count_in_log("START RequestId: " + answer.header("x-amzn-RequestId")), 1U);
}

TEST_F(InvokeApiContract, TheTraceOfTheAnswerIsTheFunctions) {
  lambda().add_function(well_behaved("describe"));
  const auto answer = call("POST", kInvoke, {}, "{}");
  EXPECT_EQ(json::parse(answer.body).at("trace_id"), answer.header("X-Amzn-Trace-Id"));
}

TEST_F(InvokeApiContract, AFunctionErrorIs200AndNamedInAHeader) {
  lambda().add_function(well_behaved("fail"));
  const auto answer = call("POST", kInvoke, {}, R"({"type":"Image.Bad","message":"no"})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("X-Amz-Function-Error"), "Unhandled");
  EXPECT_EQ(json::parse(answer.body).at("errorType"), "Image.Bad");
}

TEST_F(InvokeApiContract, ADryRunIs204AndStartsNothing) {
  lambda().add_function(well_behaved("echo"));
  const auto answer = call("POST", kInvoke, {{"X-Amz-Invocation-Type", "DryRun"}}, "{}");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.body, "");
  EXPECT_TRUE(log().empty());
}

TEST_F(InvokeApiContract, AnEventIs202AndRunsByItself) {
  lambda().add_function(well_behaved("echo"));
  const auto answer = call("POST", kInvoke, {{"X-Amz-Invocation-Type", "Event"}}, "{}");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.body, "");
  lambda().wait_until_idle();
  EXPECT_EQ(count_in_log("END RequestId: " + answer.header("x-amzn-RequestId")), 1U);
}

TEST_F(InvokeApiContract, AFailingEventIsTriedThreeTimesWithOneRequestId) {
  LambdaOptions options;
  options.retry_delay = std::chrono::milliseconds(1);
  set_options(options);
  lambda().add_function(well_behaved("fail"));
  std::atomic<int> ended = 0;
  std::string error;
  const auto request_id =
      lambda().invoke_async("f", R"({"message":"again"})", [&](const InvocationResult& result) {
        ++ended;
        error = payload_of(result).at("errorMessage");
      });
  lambda().wait_until_idle();
  EXPECT_EQ(count_in_log("START RequestId: " + request_id), 3U);
  EXPECT_EQ(ended, 1) << "told once, at the end";
  EXPECT_EQ(error, "again");
}

TEST_F(InvokeApiContract, ASucceedingEventRunsOnce) {
  lambda().add_function(well_behaved("echo"));
  std::atomic<int> ended = 0;
  for (int i = 0; i < 10; ++i) {
    lambda().invoke_async("f", "{}", [&](const InvocationResult&) { ++ended; });
  }
  lambda().wait_until_idle();
  EXPECT_EQ(ended, 10);
  EXPECT_EQ(count_in_log("START RequestId: "), 10U);
}

TEST_F(InvokeApiContract, AFunctionIsFoundByNameArnAndPartialArn) {
  lambda().add_function(well_behaved("describe"));
  const std::string folder = "/2015-03-31/functions/";
  for (const auto* name : {"f", "f%3A%24LATEST", "000000000000%3Afunction%3Af",
                           "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Af",
                           "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST"}) {
    EXPECT_EQ(call("POST", folder + name + "/invocations", {}, "{}").status, 200) << name;
  }
}

TEST_F(InvokeApiContract, AMissingFunctionIs404InLambdasWords) {
  const std::string folder = "/2015-03-31/functions/";
  for (const auto& path :
       {folder + "doesnotexist/invocations", folder + "doesnotexist%3A%24LATEST/invocations"}) {
    const auto answer = call("POST", path, {}, "{}");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.header("x-amzn-ErrorType"), "ResourceNotFoundException");
    EXPECT_EQ(json::parse(answer.body),
              (json{{"Type", "User"},
                    {"Message",
                     "Function not found: "
                     "arn:aws:lambda:us-east-1:000000000000:function:doesnotexist:$LATEST"}}));
  }
  EXPECT_THROW(static_cast<void>(lambda().invoke("doesnotexist", "{}")), AwsFault);
  EXPECT_THROW(lambda().invoke_async("doesnotexist", "{}"), AwsFault);
}

TEST_F(InvokeApiContract, AQualifierOtherThanLatestIs404) {
  lambda().add_function(well_behaved("echo"));
  EXPECT_EQ(call("POST", kInvoke, {}, "{}", "Qualifier=live").status, 404);
  EXPECT_EQ(call("POST", kInvoke, {}, "{}", "Qualifier=%24LATEST").status, 200);
}

TEST_F(InvokeApiContract, AFunctionOfAnotherRegionOrAccountIs404) {
  lambda().add_function(well_behaved("echo"));
  const std::string folder = "/2015-03-31/functions/";
  for (const auto* arn : {"arn:aws:lambda:eu-west-1:000000000000:function:f",
                          "arn:aws:lambda:us-east-1:111111111111:function:f"}) {
    EXPECT_EQ(call("POST", folder + arn + "/invocations", {}, "{}").status, 404) << arn;
  }
}

TEST_F(InvokeApiContract, APayloadThatIsNotJsonIs400InLambdasWords) {
  lambda().add_function(well_behaved("echo"));
  const auto answer = call("POST", kInvoke, {}, "n\x87r");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.header("x-amzn-ErrorType"), "InvalidRequestContentException");
  EXPECT_THAT(json::parse(answer.body).at("message").get<std::string>(),
              HasSubstr("Could not parse request body into json: Could not parse payload into "
                        "json: "));
  EXPECT_TRUE(log().empty()) << "the function never saw it";
}

TEST_F(InvokeApiContract, ASynchronousRequestOverSixMegabytesIs413) {
  lambda().add_function(well_behaved("echo"));
  const auto answer = call("POST", kInvoke, {}, '"' + std::string(6'291'456, 'x') + '"');
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("x-amzn-ErrorType"), "RequestTooLargeException");
}

TEST_F(InvokeApiContract, AnEventOverOneMegabyteIs413) {
  lambda().add_function(well_behaved("echo"));
  const auto answer = call("POST", kInvoke, {{"X-Amz-Invocation-Type", "Event"}},
                           '"' + std::string(1'048'576, 'x') + '"');
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("x-amzn-ErrorType"), "RequestEntityTooLargeException");
}

TEST_F(InvokeApiContract, GetFunctionDescribesItAndListFunctionsListsIt) {
  lambda().add_function(well_behaved("echo"));
  const auto one = call("GET", "/2015-03-31/functions/f");
  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(json::parse(one.body).at("Configuration").at("FunctionArn"), lambda().arn("f"));
  const auto configuration = call("GET", "/2015-03-31/functions/f/configuration");
  EXPECT_EQ(json::parse(configuration.body), json::parse(one.body).at("Configuration"));
  const auto all = json::parse(call("GET", "/2015-03-31/functions/").body).at("Functions");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("FunctionName"), "f");
}

TEST_F(InvokeApiContract, EveryAnswerHasARequestId) {
  EXPECT_NE(call("GET", "/2015-03-31/functions/").header("x-amzn-RequestId"), "(none)");
  EXPECT_NE(call("GET", "/nowhere").header("x-amzn-RequestId"), "(none)");
}

TEST_F(InvokeApiContract, AFunctionsLogGroupIsToldAsItIs) {
  const auto log_group = [&] {
    const auto answer = call("GET", "/2015-03-31/functions/f");
    return json::parse(answer.body).at("Configuration").at("LoggingConfig").at("LogGroup");
  };
  auto function = well_behaved("echo");
  lambda().add_function(function);
  EXPECT_EQ(log_group(), "/aws/lambda/f");
  function.log_group = "/images/all";
  lambda().add_function(function);
  EXPECT_EQ(log_group(), "/images/all");
}

TEST_F(InvokeApiContract, WhatGoesWrongInTheServiceIsInLambdasWordsAndTellsNoPath) {
  LambdaOptions options;
  options.code_folder = "/dev/null/nowhere";
  set_options(options);
  // The archive is an empty one.
  const auto answer = call("POST", "/2015-03-31/functions", {},
                           R"({"FunctionName":"f","Handler":"h",
                               "Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}})");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.header("x-amzn-ErrorType"), "ServiceException");
  EXPECT_EQ(json::parse(answer.body).at("Type"), "Service");
  EXPECT_EQ(answer.body.find("/dev/null"), std::string::npos);
}

}  // namespace
}  // namespace shrike::local
