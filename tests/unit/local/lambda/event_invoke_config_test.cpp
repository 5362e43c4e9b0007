#include "infra/local/lambda/event_invoke_config.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"

namespace shrike::local {
namespace {

using namespace std::chrono_literals;

constexpr const char* kArn = "arn:aws:lambda:us-east-1:000000000000:function:f";

/// "accepted", or the code of the refusal.
std::string apply(EventInvokeConfig& config, const std::string& body) {
  try {
    apply_event_invoke_config(config, body, kArn);
    return "accepted";
  } catch (const AwsFault& fault) {
    EXPECT_EQ(fault.status(), 400);
    return fault.code();
  }
}

std::string refusal(const std::string& body) {
  EventInvokeConfig config;
  return apply(config, body);
}

std::string to(const std::string& side, const std::string& arn) {
  return R"({"DestinationConfig":{")" + side + R"(":{"Destination":")" + arn + R"("}}})";
}

TEST(EventInvokeConfig, TakesWhatIsSaidAndKeepsTheRest) {
  EventInvokeConfig config;
  EXPECT_EQ(apply(config, R"({"MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":60,
    "DestinationConfig":{"OnSuccess":{"Destination":"arn:aws:sns:us-east-1:000000000000:told"},
                         "OnFailure":{"Destination":"arn:aws:s3:::kept"}}})"),
            "accepted");
  EXPECT_EQ(config.maximum_retry_attempts, 0);
  EXPECT_EQ(config.maximum_event_age, 60s);

  EXPECT_EQ(apply(config, R"({"MaximumRetryAttempts":2,"DestinationConfig":{"OnSuccess":{}}})"),
            "accepted");
  EXPECT_EQ(config.maximum_retry_attempts, 2);
  EXPECT_EQ(config.maximum_event_age, 60s);
  EXPECT_EQ(config.on_success, "");
  EXPECT_EQ(config.on_failure, "arn:aws:s3:::kept");
}

TEST(EventInvokeConfig, RefusesWhatLambdaRefuses) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "InvalidParameterValueException"},
      {"{}", "InvalidParameterValueException"},
      {R"({"MaximumRetryAttempts":null})", "InvalidParameterValueException"},
      {R"({"MaximumRetryAttempts":3})", "ValidationException"},
      {R"({"MaximumRetryAttempts":-1})", "ValidationException"},
      {R"({"MaximumRetryAttempts":99999999999999999999})", "SerializationException"},
      {R"({"MaximumRetryAttempts":1.5})", "SerializationException"},
      {R"({"MaximumRetryAttempts":"1"})", "SerializationException"},
      {R"({"MaximumEventAgeInSeconds":59})", "ValidationException"},
      {R"({"MaximumEventAgeInSeconds":21601})", "ValidationException"},
      {R"({"DestinationConfig":[]})", "SerializationException"},
      {R"({"DestinationConfig":{"OnSuccess":{"Destination":7}}})", "SerializationException"},
      {to("OnFailure", "no arn"), "InvalidParameterValueException"},
      {to("OnFailure", "arn:aws:dynamodb:us-east-1:000000000000:table/t"),
       "InvalidParameterValueException"},
      {to("OnSuccess", "arn:aws:s3:::only-on-failure"), "InvalidParameterValueException"},
      {to("OnSuccess", kArn), "InvalidParameterValueException"},
      {to("OnFailure", std::string(kArn) + ":$LATEST"), "InvalidParameterValueException"},
      {to("OnFailure", std::string(kArn) + "2"), "accepted"},
      {to("OnFailure", ""), "accepted"},
      {"[]", "SerializationException"},
      {"{no json", "SerializationException"},
      {"{\"a\":\"\xff\"}", "SerializationException"},
      {std::string(100'000, '['), "SerializationException"},
      {R"({"a":)" + std::string(100, '[') + std::string(100, ']') + "}", "SerializationException"},
  };
  for (const auto& [body, expected] : cases) {
    EXPECT_EQ(refusal(body), expected) << body.substr(0, 100);
  }
}

TEST(EventInvokeConfig, IsUnchangedByWhatIsRefused) {
  EventInvokeConfig config;
  config.maximum_retry_attempts = 1;
  apply(config,
        R"({"MaximumRetryAttempts":0,"DestinationConfig":{"OnFailure":{"Destination":"x"}}})");
  EXPECT_EQ(config.maximum_retry_attempts, 1);
}

TEST(EventInvokeConfig, IsToldAsLambdaTellsIt) {
  EventInvokeConfig config;
  config.maximum_retry_attempts = 1;
  config.on_failure = "arn:aws:s3:::kept";
  config.last_modified = TimePoint(1'763'709'600'500ms);
  EXPECT_EQ(
      document_of(config, kArn).dump(),
      R"({"LastModified":1763709600.5,)"
      R"("FunctionArn":"arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST",)"
      R"("MaximumRetryAttempts":1,)"
      R"("DestinationConfig":{"OnSuccess":{},"OnFailure":{"Destination":"arn:aws:s3:::kept"}}})");
}

}  // namespace
}  // namespace shrike::local
