#include <fstream>

#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;
using testing::Not;

class SnapStartContract : public Contract {
 protected:
  SnapStartContract() {
    LambdaOptions options;
    options.snap_start = true;
    set_options(options);
  }
};

TEST_F(SnapStartContract, ARuntimeIsRestoredFromItsSnapshot) {
  const auto result = invoke(snap_runtime("serve"));
  EXPECT_EQ(result.payload, "\"ok\"");
  EXPECT_EQ(count_in_log("initialised as snap-start"), 1U);
  EXPECT_EQ(count_in_log("restored: 200 -"), 1U);
  EXPECT_EQ(count_in_log("RESTORE_START"), 1U);
  EXPECT_EQ(count_in_log("RESTORE_REPORT Restore Duration: "), 1U);
  EXPECT_THAT(result.report, HasSubstr("\tRestore Duration: "));
  EXPECT_THAT(result.report, HasSubstr("\tBilled Restore Duration: "));
  EXPECT_THAT(result.report, Not(HasSubstr("Init Duration")));
}

TEST_F(SnapStartContract, AWarmInvocationIsNotRestored) {
  invoke(snap_runtime("serve"));
  EXPECT_THAT(invoke_again().report, Not(HasSubstr("Restore Duration")));
  EXPECT_EQ(count_in_log("RESTORE_START"), 1U);
}

TEST_F(SnapStartContract, RestoreNextIsRefusedOnceAnInvocationRuns) {
  invoke(snap_runtime("serve"));
  EXPECT_EQ(count_in_log("restore again: 403 InvalidStateTransition"), 1U);
}

TEST_F(SnapStartContract, AFailureToGoOnIsTheInvocations) {
  const auto result = invoke(snap_runtime("fail"));
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.NoConnection");
  EXPECT_GE(count_in_log("restore error: 202 -"), 1U);
}

TEST_F(SnapStartContract, AnExitAfterTheSnapshotIsAnExitError) {
  const auto result = invoke(snap_runtime("exit"));
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.ExitError");
  EXPECT_THAT(result.payload, HasSubstr("exit status 65"));
}

TEST_F(SnapStartContract, ARuntimeWithoutHooksStartsAsUsual) {
  EXPECT_FALSE(invoke(patient_runtime("respond")).function_error);
  EXPECT_EQ(count_in_log("RESTORE_START"), 0U);
}

TEST(SnapStart, AProcessIsFrozenAtItsSnapshot) {
  SystemClock clock;
  std::string process;
  char state = '\0';
  LambdaOptions options;
  options.snap_start = true;
  options.on_log = [&](const std::string&, std::string_view line) {
    if (const auto at = line.find("process "); at != std::string_view::npos) {
      process = line.substr(at + 8);
    }
    if (!line.starts_with("RESTORE_START")) return;
    // A signal takes a moment to reach every thread of the process.
    while (state != 'T') {
      std::ifstream file("/proc/" + process + "/stat");
      std::string text;
      std::getline(file, text);
      state = text.at(text.rfind(") ") + 2);
    }
  };
  LambdaService lambda(options, clock);
  lambda.add_function(snap_runtime("serve"));
  EXPECT_FALSE(lambda.invoke("f", "{}").function_error);
  EXPECT_EQ(state, 'T');
}

TEST(SnapStart, ThereIsNoRestoreWithoutIt) {
  SystemClock clock;
  std::string log;
  LambdaOptions options;
  options.on_log = [&](const std::string&, std::string_view line) { log.append(line) += '\n'; };
  {
    LambdaService lambda(options, clock);
    lambda.add_function(snap_runtime("serve"));
    EXPECT_FALSE(lambda.invoke("f", "{}").function_error);
  }
  EXPECT_THAT(log, HasSubstr("initialised as on-demand"));
  EXPECT_THAT(log, HasSubstr("restored: 404 -"));
}

}  // namespace
}  // namespace shrike::local
