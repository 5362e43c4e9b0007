#include "infra/local/lambda/sandbox_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shrike::local {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Key;
using testing::Not;
using testing::Pair;

const SandboxFacts kFacts{
    .runtime_api = "127.0.0.1:9001", .log_stream = "2026/11/21/[$LATEST]00", .path = "/bin"};

FunctionConfiguration function() {
  FunctionConfiguration configuration;
  configuration.name = "thumbs";
  configuration.handler = "process";
  configuration.code = "/srv/code";
  configuration.memory_mb = 1024;
  return configuration;
}

LambdaOptions options() {
  LambdaOptions result;
  result.credentials = {"AKID", "SECRET", "TOKEN"};
  result.endpoint_url = "http://127.0.0.1:4566";
  return result;
}

TEST(SandboxEnvironment, IsTheOneRecordedFromLambdaAndTheEndpoint) {
  const std::map<std::string, std::string> expected{
      {"AWS_ACCESS_KEY_ID", "AKID"},
      {"AWS_DEFAULT_REGION", "us-east-1"},
      {"AWS_ENDPOINT_URL", "http://127.0.0.1:4566"},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024"},
      {"AWS_LAMBDA_FUNCTION_NAME", "thumbs"},
      {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
      {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/thumbs"},
      {"AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/21/[$LATEST]00"},
      {"AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"},
      {"AWS_REGION", "us-east-1"},
      {"AWS_SECRET_ACCESS_KEY", "SECRET"},
      {"AWS_SESSION_TOKEN", "TOKEN"},
      {"AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"},
      {"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"},
      {"LAMBDA_RUNTIME_DIR", "/var/runtime"},
      {"LAMBDA_TASK_ROOT", "/srv/code"},
      {"LANG", "en_US.UTF-8"},
      {"LD_LIBRARY_PATH",
       "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/srv/code:/srv/code/lib:"
       "/opt/lib"},
      {"PATH", "/bin"},
      {"TZ", ":UTC"},
      {"_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1"},
      {"_AWS_XRAY_DAEMON_PORT", "2000"},
      {"_HANDLER", "process"},
  };
  EXPECT_EQ(sandbox_environment(function(), options(), kFacts), expected);
}

TEST(SandboxEnvironment, GivesAFunctionTheCredentialsOfItsOwnRole) {
  auto of_a_role = function();
  of_a_role.credentials = {"ASIAROLE", "role's secret", "role's token"};
  const auto environment = sandbox_environment(of_a_role, options(), kFacts);
  EXPECT_EQ(environment.at("AWS_ACCESS_KEY_ID"), "ASIAROLE");
  EXPECT_EQ(environment.at("AWS_SECRET_ACCESS_KEY"), "role's secret");
  EXPECT_EQ(environment.at("AWS_SESSION_TOKEN"), "role's token");
}

TEST(SandboxEnvironment, LeavesOutTheTokenOfLongLivedKeysAndAnAbsentEndpoint) {
  const auto environment = sandbox_environment(function(), {}, kFacts);
  EXPECT_THAT(environment, Not(Contains(Key("AWS_SESSION_TOKEN"))));
  EXPECT_THAT(environment, Not(Contains(Key("AWS_ENDPOINT_URL"))));
}

TEST(SandboxEnvironment, NamesTheLogGroupThatTheFunctionIsGiven) {
  auto configuration = function();
  configuration.log_group = "/mine";
  EXPECT_THAT(sandbox_environment(configuration, options(), kFacts),
              Contains(Pair("AWS_LAMBDA_LOG_GROUP_NAME", "/mine")));
}

TEST(SandboxEnvironment, LetsAFunctionOverrideWhatIsNotReserved) {
  auto configuration = function();
  configuration.environment = {{"OUTPUT_BUCKET", "out"},
                               {"LANG", "C"},
                               {"PATH", "/opt/bin"},
                               {"AWS_REGION", "mars-north-1"},
                               {"AWS_SECRET_ACCESS_KEY", "other"},
                               {"_HANDLER", "other"},
                               {"_PRIVATE", "x"}};
  const auto environment = sandbox_environment(configuration, options(), kFacts);
  EXPECT_THAT(environment, Contains(Pair("OUTPUT_BUCKET", "out")));
  EXPECT_THAT(environment, Contains(Pair("LANG", "C")));
  EXPECT_THAT(environment, Contains(Pair("PATH", "/opt/bin")));
  EXPECT_THAT(environment, Contains(Pair("AWS_REGION", "us-east-1")));
  EXPECT_THAT(environment, Contains(Pair("AWS_SECRET_ACCESS_KEY", "SECRET")));
  EXPECT_THAT(environment, Contains(Pair("_HANDLER", "process")));
  EXPECT_THAT(environment, Not(Contains(Key("_PRIVATE"))));
}

TEST(SandboxEnvironment, SaysHowTheProcessIsInitialised) {
  auto snap_start = options();
  snap_start.snap_start = true;
  EXPECT_THAT(sandbox_environment(function(), snap_start, kFacts),
              Contains(Pair("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")));
  auto managed = options();
  managed.concurrency_per_sandbox = 4;
  const auto variables = sandbox_environment(function(), managed, kFacts);
  EXPECT_THAT(variables,
              Contains(Pair("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances")));
  EXPECT_THAT(variables, Contains(Pair("AWS_LAMBDA_MAX_CONCURRENCY", "4")));
}

TEST(EnvironmentBlock, IsWhatExecveTakes) {
  EXPECT_THAT(environment_block({{"A", "1"}, {"B", ""}, {"C", "x=y"}}),
              ElementsAre("A=1", "B=", "C=x=y"));
}

}  // namespace
}  // namespace shrike::local
