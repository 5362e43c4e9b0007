#include <csignal>
#include <fstream>
#include <future>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "infra/local/lambda/process.h"
#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using nlohmann::json;

class SandboxContract : public Contract {};

/// As /proc shows it: R, S, D, T (stopped), Z; nothing for a process that is gone.
char state_of(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto after_name = text.rfind(") ");
  return after_name == std::string::npos ? '\0' : text[after_name + 2];
}

TEST_F(SandboxContract, AWarmProcessIsUsedAgain) {
  const auto first = payload_of(invoke(well_behaved("describe"))).at("pid");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(payload_of(invoke_again()).at("pid"), first);
}

TEST_F(SandboxContract, InvocationsAtTheSameTimeHaveAProcessEach) {
  LambdaOptions options;
  options.max_concurrency = 2;
  set_options(options);
  lambda().add_function(well_behaved("sleep"));
  const auto run = [this] { return payload_of(invoke_again(R"({"ms":300})")).get<int>(); };
  std::set<int> pids;
  // Two that overlap are enough; on a busy machine one may be over before the other begins.
  while (pids.size() < 2) {
    auto first = std::async(std::launch::async, run);
    auto second = std::async(std::launch::async, run);
    pids.insert({first.get(), second.get()});
  }
  EXPECT_EQ(pids.size(), 2U);
}

TEST_F(SandboxContract, ThereAreNeverMoreProcessesThanTheLimit) {
  LambdaOptions options;
  options.max_concurrency = 2;
  set_options(options);
  lambda().add_function(well_behaved("sleep"));
  std::vector<std::future<int>> runs;
  runs.reserve(8);
  for (int i = 0; i < 8; ++i) {
    runs.push_back(std::async(std::launch::async, [this] {
      return payload_of(invoke_again(R"({"ms":20})")).get<int>();
    }));
  }
  std::set<int> pids;
  for (auto& run : runs) pids.insert(run.get());
  EXPECT_LE(pids.size(), 2U);
}

TEST_F(SandboxContract, AProcessIsFrozenBetweenInvocations) {
  const int pid = payload_of(invoke(well_behaved("describe"))).at("pid");
  while (state_of(pid) != 'T') std::this_thread::yield();
  EXPECT_EQ(payload_of(invoke_again()).at("pid"), pid);
}

TEST_F(SandboxContract, AProcessIsNotFrozenWhereThatIsSwitchedOff) {
  LambdaOptions options;
  options.freeze = false;
  set_options(options);
  const int pid = payload_of(invoke(well_behaved("describe"))).at("pid");
  EXPECT_NE(state_of(pid), 'T');
}

TEST_F(SandboxContract, AProcessThatDiedWhileFrozenIsReplaced) {
  const int first = payload_of(invoke(well_behaved("describe"))).at("pid");
  kill(first, SIGKILL);
  while (state_of(first) != '\0') std::this_thread::yield();
  const auto result = invoke_again();
  EXPECT_FALSE(result.function_error.has_value()) << result.payload;
  EXPECT_NE(payload_of(result).at("pid"), first);
}

TEST_F(SandboxContract, NothingIsLeftBehindWhenTheServiceEnds) {
  int pid = 0;
  {
    SystemClock clock;
    LambdaService service({}, clock);
    service.add_function(well_behaved("describe"));
    pid = payload_of(service.invoke("f", "{}")).at("pid");
    ASSERT_NE(state_of(pid), '\0');
  }
  EXPECT_EQ(state_of(pid), '\0');
}

TEST_F(SandboxContract, NothingIsLeftBehindWhenTheServiceIsKilled) {
  std::promise<int> function_pid;
  Process service(
      {.program = SHRIKE_SHORT_LIVED_SERVICE,
       .working_directory = SHRIKE_CONTRACT_FOLDER,
       .environment = {"CODE=" + well_behaved("").code.string()},
       .on_line =
           [&](std::string_view line) { function_pid.set_value(std::stoi(std::string(line))); },
       .on_exit = {}});
  const auto pid = function_pid.get_future().get();
  ASSERT_NE(state_of(pid), '\0');
  service.send_signal(SIGKILL);
  // Whoever inherits orphans may leave a zombie, which does nothing any more.
  while (state_of(pid) != '\0' && state_of(pid) != 'Z') std::this_thread::yield();
}

TEST_F(SandboxContract, TheServiceEndsWhileAFunctionRuns) {
  SystemClock clock;
  std::promise<void> started;
  LambdaOptions options;
  options.on_log = [&](const std::string&, std::string_view line) {
    if (line.starts_with("START")) started.set_value();
  };
  bool done = false;
  {
    LambdaService service(options, clock);
    service.add_function(well_behaved("sleep"));
    service.invoke_async("f", R"({"ms":60000})", [&](const InvocationResult&) { done = true; });
    started.get_future().wait();
  }
  EXPECT_FALSE(done) << "an invocation that was cut short has no result";
}

TEST_F(SandboxContract, TheEnvironmentIsLambdasAndTheFunctionsOwnAndNothingElse) {
  setenv("SECRET_OF_THE_PARENT", "leaked", 1);
  LambdaOptions options;
  options.credentials = {"AKID", "SECRET", "TOKEN"};
  options.endpoint_url = "http://127.0.0.1:1";
  set_options(options);
  auto function = well_behaved("start-environment");
  function.environment = {{"OUTPUT_BUCKET", "out"}};
  const auto variables = payload_of(invoke(function));
  unsetenv("SECRET_OF_THE_PARENT");

  std::set<std::string> names;
  for (const auto& [name, value] : variables.items()) names.insert(name);
  const std::set<std::string> expected{
      "AWS_ACCESS_KEY_ID",
      "AWS_DEFAULT_REGION",
      "AWS_ENDPOINT_URL",
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME",
      "AWS_LAMBDA_FUNCTION_VERSION",
      "AWS_LAMBDA_INITIALIZATION_TYPE",
      "AWS_LAMBDA_LOG_GROUP_NAME",
      "AWS_LAMBDA_LOG_STREAM_NAME",
      "AWS_LAMBDA_RUNTIME_API",
      "AWS_REGION",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "AWS_XRAY_CONTEXT_MISSING",
      "AWS_XRAY_DAEMON_ADDRESS",
      "LAMBDA_RUNTIME_DIR",
      "LAMBDA_TASK_ROOT",
      "LANG",
      "LD_LIBRARY_PATH",
      "OUTPUT_BUCKET",
      "PATH",
      "TZ",
      "_AWS_XRAY_DAEMON_ADDRESS",
      "_AWS_XRAY_DAEMON_PORT",
      "_HANDLER",
  };
  EXPECT_EQ(names, expected);
  EXPECT_EQ(variables.at("AWS_SESSION_TOKEN"), "TOKEN");
  EXPECT_EQ(variables.at("_HANDLER"), "start-environment");
}

TEST_F(SandboxContract, TheFunctionStartsInItsTaskRoot) {
  const auto variables = payload_of(invoke(well_behaved("environment")));
  EXPECT_EQ(variables.at("LAMBDA_TASK_ROOT"),
            (std::filesystem::path(SHRIKE_CONTRACT_FOLDER) / "well_behaved").string());
}

}  // namespace
}  // namespace shrike::local
