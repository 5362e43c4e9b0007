#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

class InitContract : public Contract {};

/// A folder with a `bootstrap` of this text, or without one.
class CodeFolder {
 public:
  CodeFolder() : path_(std::filesystem::path(testing::TempDir()) / unique_name()) {
    std::filesystem::create_directories(path_);
  }
  ~CodeFolder() { std::filesystem::remove_all(path_); }
  CodeFolder(const CodeFolder&) = delete;
  CodeFolder& operator=(const CodeFolder&) = delete;
  CodeFolder(CodeFolder&&) = delete;
  CodeFolder& operator=(CodeFolder&&) = delete;

  [[nodiscard]] FunctionConfiguration function() const {
    FunctionConfiguration configuration;
    configuration.name = "f";
    configuration.code = path_;
    return configuration;
  }
  void write_bootstrap(std::string_view text, std::filesystem::perms permissions) const {
    std::ofstream(path_ / "bootstrap") << text;
    std::filesystem::permissions(path_ / "bootstrap", permissions);
  }
  [[nodiscard]] std::string bootstrap() const { return (path_ / "bootstrap").string(); }

 private:
  static std::string unique_name() {
    return "code-" + std::to_string(getpid()) + "-" +
           testing::UnitTest::GetInstance()->current_test_info()->name();
  }

  std::filesystem::path path_;
};

TEST_F(InitContract, ABadHandlerNameIsAnInitErrorThatTheCallerSees) {
  const auto result = invoke(well_behaved("no-such-handler"));
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.NoSuchHandler");
  EXPECT_EQ(payload_of(result).at("errorMessage"), "There is no handler named 'no-such-handler'");
  EXPECT_FALSE(result.init_duration.has_value());
  EXPECT_THAT(result.report, EndsWith("\tStatus: error\tError Type: Runtime.NoSuchHandler\t"));
}

TEST_F(InitContract, AFailedInitIsTriedOnceMoreWithinTheInvocation) {
  invoke(well_behaved("no-such-handler"));
  EXPECT_EQ(count_in_log("Initialization failed"), 2U);
  EXPECT_EQ(count_in_log("\tPhase: init\tStatus: error\tError Type: Runtime.NoSuchHandler"), 1U);
  EXPECT_EQ(count_in_log("\tPhase: invoke\tStatus: error\tError Type: Runtime.NoSuchHandler"), 1U);
}

TEST_F(InitContract, TheNextInvocationInitialisesAnew) {
  invoke(well_behaved("no-such-handler"));
  invoke_again();
  EXPECT_EQ(count_in_log("Initialization failed"), 4U);
}

TEST_F(InitContract, AnExitDuringInitIsAnExitError) {
  const auto result = invoke(well_behaved("exit-at-init"));
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.ExitError");
  EXPECT_THAT(result.payload, HasSubstr("Runtime exited with error: exit status 3"));
  EXPECT_EQ(count_in_log("about to exit"), 2U);
}

TEST_F(InitContract, AnInitErrorOfAnotherRuntimeIsPassedOnAndNextIsRefusedAfterIt) {
  const auto result = invoke(bad_runtime("init-error-and-on"));
  EXPECT_EQ(result.payload, R"({"errorType":"Runtime.Custom","errorMessage":"no"})");
  EXPECT_EQ(count_in_log("init error: 202 -"), 2U);
  EXPECT_EQ(count_in_log("next after init error: 403 InvalidStateTransition"), 2U);
}

TEST_F(InitContract, AnInitThatNeverEndsHasItsLimitThenTheFunctionsTimeout) {
  LambdaOptions options;
  EXPECT_EQ(options.init_limit, std::chrono::seconds(10));
  options.init_limit = std::chrono::milliseconds(100);
  set_options(options);
  auto function = bad_runtime("never-ask");
  function.timeout = std::chrono::seconds(1);
  const auto result = invoke(function);
  EXPECT_EQ(payload_of(result).at("errorType"), "Sandbox.Timedout");
  EXPECT_THAT(result.payload, HasSubstr("Task timed out after 1.00 seconds"));
  EXPECT_EQ(count_in_log("\tPhase: init\tStatus: timeout"), 1U);
}

TEST_F(InitContract, AMissingBootstrapIsAnInvalidEntrypoint) {
  const CodeFolder code;
  const auto result = invoke(code.function());
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(result.payload,
            R"({"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: )" +
                result.request_id + " Error: Couldn't find valid bootstrap(s): [" +
                code.bootstrap() + "]\"}");
}

TEST_F(InitContract, ABootstrapThatMayNotRunIsAnInvalidEntrypoint) {
  const CodeFolder code;
  code.write_bootstrap("#!/bin/sh\n", std::filesystem::perms::owner_read);
  const auto result = invoke(code.function());
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.InvalidEntrypoint");
  EXPECT_THAT(result.payload, HasSubstr("Couldn't find valid bootstrap(s)"));
}

TEST_F(InitContract, ABootstrapThatIsNoProgramIsAnInvalidEntrypoint) {
  const CodeFolder code;
  code.write_bootstrap("plain text", std::filesystem::perms::owner_all);
  const auto result = invoke(code.function());
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.InvalidEntrypoint");
  EXPECT_THAT(result.payload, HasSubstr("fork/exec " + code.bootstrap() + ": exec format error"));
}

TEST_F(InitContract, AFixedBootstrapIsPickedUpByTheNextInvocation) {
  const CodeFolder code;
  EXPECT_TRUE(invoke(code.function()).function_error.has_value());
  std::filesystem::create_symlink(
      std::filesystem::path(SHRIKE_CONTRACT_FOLDER) / "well_behaved" / "bootstrap",
      code.bootstrap());
  // The handler's name is the configuration's default, which this program does not know.
  EXPECT_EQ(payload_of(invoke_again()).at("errorType"), "Runtime.NoSuchHandler");
}

}  // namespace
}  // namespace shrike::local
