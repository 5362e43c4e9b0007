#include <gmock/gmock.h>

#include "tests/contract/cloud.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// What our own runtime does around its invocations.
class LifeCycleContract : public Contract {};

TEST_F(LifeCycleContract, ACrashIsALineWithItsRequestIdAndItsCalls) {
  auto function = life_cycle("crash");
  function.environment["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
  const auto result = invoke(function);
  EXPECT_EQ(result.function_error, "Unhandled");
  EXPECT_EQ(payload_of(result).at("errorType"), "Runtime.ExitError");
  json crash;
  for (const auto& line : log()) {
    const auto record = json::parse(line, nullptr, false);
    if (record.is_object() && record.value("level", "") == "FATAL") crash = record;
  }
  ASSERT_TRUE(crash.is_object());
  EXPECT_EQ(crash.at("requestId"), result.request_id);
  EXPECT_FALSE(crash.at("stackTrace").empty());
}

}  // namespace
}  // namespace shrike::local
