#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// What a runtime writes to the descriptor that _LAMBDA_TELEMETRY_LOG_FD names.
class TelemetryContract : public Contract {
 protected:
  InvocationResult run(const std::string& handler) {
    LambdaOptions options;
    options.telemetry_fd = true;
    set_options(options);
    return invoke(framing_runtime(handler));
  }
};

TEST_F(TelemetryContract, AMessageOfSeveralLinesIsOneRecord) {
  const auto result = run("frames");
  EXPECT_THAT(log(), Contains("one\ntwo"));
  EXPECT_THAT(log(), Contains("three"));
  EXPECT_THAT(result.log_tail, HasSubstr("one\ntwo\nthree\n"));
}

TEST_F(TelemetryContract, AFrameMayComeByteByByte) {
  run("bytewise");
  EXPECT_THAT(log(), Contains("slow\nbut whole"));
}

TEST_F(TelemetryContract, WhatIsNoFrameIsLinesOfText) {
  run("plain");
  EXPECT_THAT(log(), Contains("no frame"));
  EXPECT_THAT(log(), Contains("at all"));
}

TEST_F(TelemetryContract, ABrokenFrameIsNoReasonToFail) {
  EXPECT_EQ(run("broken").payload, "\"ok\"");
}

TEST_F(TelemetryContract, StandardOutputIsReadBesideIt) {
  run("frames");
  EXPECT_EQ(count_in_log("descriptor given"), 1U);
  EXPECT_EQ(count_in_log("response: 202 -"), 1U);
}

TEST_F(TelemetryContract, WithoutTheOptionThereIsNoDescriptor) {
  invoke(framing_runtime("frames"));
  EXPECT_EQ(count_in_log("descriptor missing"), 1U);
}

}  // namespace
}  // namespace shrike::local
