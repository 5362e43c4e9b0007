#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;

/// The Extensions API and what a registered extension changes of a sandbox's life and end.
class ExtensionContract : public Contract {
 protected:
  static bool alive(int pid) { return std::filesystem::exists("/proc/" + std::to_string(pid)); }
};

TEST_F(ExtensionContract, WithAnInternalExtensionARuntimeGetsSigtermAtTheEnd) {
  const int pid = payload_of(invoke(extended_runtime("clean-up")));
  lambda().stop();
  EXPECT_FALSE(alive(pid));
  EXPECT_EQ(count_in_log("got SIGTERM"), 1U);
}

TEST_F(ExtensionContract, WithoutOneARuntimeIsKilledAtOnce) {
  const int pid = payload_of(invoke(extended_runtime("without-extension")));
  lambda().stop();
  EXPECT_FALSE(alive(pid));
  EXPECT_EQ(count_in_log("got SIGTERM"), 0U);
}

TEST_F(ExtensionContract, ARuntimeThatIgnoresSigtermIsKilledAfterHalfASecond) {
  const int pid = payload_of(invoke(extended_runtime("ignore-sigterm")));
  const auto began = std::chrono::steady_clock::now();
  lambda().stop();
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(500));
  EXPECT_FALSE(alive(pid));
  EXPECT_EQ(count_in_log("got SIGTERM"), 1U);
}

TEST_F(ExtensionContract, ASandboxIsRetiredWhenItsIdleTimeIsUp) {
  LambdaOptions options;
  options.idle_limit = std::chrono::milliseconds(50);
  set_options(options);
  const int first = payload_of(invoke(extended_runtime("clean-up")));
  wait_for_log("got SIGTERM");
  EXPECT_NE(payload_of(invoke_again()).get<int>(), first);
}

TEST_F(ExtensionContract, AReplacedFunctionsSandboxIsRetired) {
  invoke(extended_runtime("clean-up"));
  lambda().add_function(extended_runtime("serve"));
  EXPECT_EQ(count_in_log("got SIGTERM"), 1U);
}

TEST_F(ExtensionContract, RegistrationHasItsRules) {
  invoke(extended_runtime("refused"));
  EXPECT_EQ(count_in_log("shutdown: 403 Extension.InvalidEventType"), 1U);
  EXPECT_EQ(count_in_log("register: 200 -"), 1U);
  EXPECT_EQ(count_in_log("same name: 403 Extension.InvalidExtensionState"), 1U);
  EXPECT_EQ(count_in_log("late: 403 Extension.RegistrationClosed"), 1U);
}

TEST_F(ExtensionContract, AnInvocationIsOverWhenItsWatchersAreDoneWithIt) {
  const auto first = invoke(extended_runtime("watch-invocations"));
  const auto second = invoke_again();
  for (const auto& result : {first, second}) {
    EXPECT_EQ(count_in_log("event {\"eventType\":\"INVOKE\""), 2U);
    EXPECT_EQ(count_in_log("\"requestId\":\"" + result.request_id), 1U);
  }
}

TEST_F(ExtensionContract, AnExtensionThatCannotStartFailsTheInitialisation) {
  const auto result = invoke(extended_runtime("fail-at-init"));
  EXPECT_EQ(payload_of(result).at("errorType"), "Extension.InitError");
  EXPECT_THAT(result.payload, HasSubstr("Extension.NoLicence"));
  EXPECT_EQ(count_in_log("register: 200 -"), 2U) << "Lambda initialises twice";
}

/// A folder like /opt/extensions with the contract's own program under other names.
class ExternalExtensionContract : public ExtensionContract {
 protected:
  ExternalExtensionContract()
      : folder_(std::filesystem::path(testing::TempDir()) /
                ("extensions-" + std::to_string(getpid()) + "-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::create_directories(folder_);
  }
  ~ExternalExtensionContract() override { std::filesystem::remove_all(folder_); }

  FunctionConfiguration with_extension(const std::string& handler, const std::string& name) {
    auto function = extended_runtime(handler);
    std::filesystem::copy_file(function.code / "bootstrap", folder_ / name);
    function.extensions = folder_;
    return function;
  }

  std::filesystem::path folder_;
};

TEST_F(ExternalExtensionContract, ItSeesInvocationsAndTheShutdown) {
  EXPECT_FALSE(invoke(with_extension("without-extension", "watcher")).function_error);
  EXPECT_EQ(count_in_log("external register: 200 -"), 1U);
  EXPECT_EQ(count_in_log("watcher sees an invocation"), 1U);
  lambda().stop();
  EXPECT_EQ(count_in_log("got SIGTERM"), 1U) << "the runtime, because there is an extension";
  EXPECT_EQ(count_in_log("watcher shuts down"), 1U);
}

TEST_F(ExternalExtensionContract, OneThatEndsAtOnceFailsTheInitialisation) {
  auto function = extended_runtime("serve");
  std::ofstream(folder_ / "broken") << "#!/bin/sh\nexit 1\n";
  std::filesystem::permissions(folder_ / "broken", std::filesystem::perms::owner_all);
  function.extensions = folder_;
  EXPECT_EQ(payload_of(invoke(function)).at("errorType"), "Extension.Crash");
}

}  // namespace
}  // namespace shrike::local
