#include "infra/local/lambda/invoke_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/local/lambda/fault_of.h"

namespace shrike::local {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(InvocationType, IsSynchronousUnlessSaidOtherwise) {
  EXPECT_EQ(invocation_type({}), InvocationType::RequestResponse);
  EXPECT_EQ(invocation_type({{"x-amz-invocation-type", "Event"}}), InvocationType::Event);
  EXPECT_EQ(invocation_type({{"X-Amz-Invocation-Type", "DryRun"}}), InvocationType::DryRun);
  const auto fault = fault_of([] {
    static_cast<void>(invocation_type({{"X-Amz-Invocation-Type", "event"}}));
  });
  EXPECT_EQ(fault.code(), "ValidationException");
  EXPECT_EQ(fault.status(), 400);
}

TEST(ClientContext, IsDecodedToOneLineOfAscii) {
  EXPECT_EQ(client_context({}), "");
  // {"custom":{"name":"é\n"}} over two lines
  EXPECT_EQ(client_context({{"X-Amz-Client-Context", "eyJjdXN0b20iOgp7Im5hbWUiOiLDqVxuIn19"}}),
            R"({"custom":{"name":"\u00e9\n"}})");
  EXPECT_EQ(client_context({{"X-Amz-Client-Context", "e30="}}), "{}");
}

TEST(ClientContext, IsRefusedUnlessItIsABase64JsonObject) {
  for (const std::string& text : {std::string("e30"), std::string("{}"), std::string("W10="),
                                  std::string("=="), std::string("===="), std::string("e30=\xFF"),
                                  std::string("bm90IGpzb24="), std::string(3584, 'A')}) {
    EXPECT_EQ(fault_of([&] {
                static_cast<void>(client_context({{"X-Amz-Client-Context", text}}));
              }).code(),
              "InvalidRequestContentException")
        << text.substr(0, 20);
  }
}

TEST(Payload, MustBeOneJsonText) {
  for (const std::string& payload :
       {std::string("{}"), std::string(" null\n"), std::string("\"x\""), std::string("1"),
        std::string("[1e999,-1e-999,123456789012345678901234567890]"),
        std::string(100'000, '[') + std::string(100'000, ']')}) {
    EXPECT_NO_THROW(check_payload(payload)) << payload.substr(0, 20);
  }
  for (const std::string& payload :
       {std::string("{"), std::string("{} {}"), std::string("n\x87r\x9e"), std::string("\"\xFF\""),
        std::string("{'a':1}"), std::string(100'000, '['), std::string("\0", 1),
        std::string("1e9999")}) {
    const auto fault = fault_of([&] { check_payload(payload); });
    EXPECT_EQ(fault.status(), 400);
    EXPECT_EQ(fault.code(), "InvalidRequestContentException");
    EXPECT_THAT(fault.message(),
                StartsWith("Could not parse request body into json: Could not parse payload into "
                           "json: "));
  }
}

TEST(RequestSize, IsSixMegabytesSynchronouslyAndOneAsAnEvent) {
  EXPECT_NO_THROW(check_request_size(6'291'456, InvocationType::RequestResponse));
  EXPECT_NO_THROW(check_request_size(1'048'576, InvocationType::Event));
  const auto large =
      fault_of([] { check_request_size(6'291'457, InvocationType::RequestResponse); });
  EXPECT_EQ(large.status(), 413);
  EXPECT_EQ(large.code(), "RequestTooLargeException");
  const auto event = fault_of([] { check_request_size(1'048'577, InvocationType::Event); });
  EXPECT_EQ(event.status(), 413);
  EXPECT_EQ(event.code(), "RequestEntityTooLargeException");
  EXPECT_EQ(event.message(),
            "1048577 byte payload is too large for the Event invocation type (limit 1048576 "
            "bytes)");
}

TEST(Fault, IsWrittenAsLambdaWritesIt) {
  const auto missing =
      fault_response(function_not_found({"us-east-1", "111111111111"}, {"doesnotexist", "", {}}));
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.headers.find("x-amzn-ErrorType"), "ResourceNotFoundException");
  EXPECT_EQ(std::get<std::string>(missing.body),
            R"({"Type":"User","Message":"Function not found: )"
            R"(arn:aws:lambda:us-east-1:111111111111:function:doesnotexist:$LATEST"})");
  const auto invalid = fault_response({400, "InvalidRequestContentException", "no"});
  EXPECT_EQ(std::get<std::string>(invalid.body), R"({"Type":"User","message":"no"})");
}

TEST(InvocationResponse, CarriesTheErrorAndTheLogWhereWanted) {
  InvocationResult result;
  result.payload = "{}";
  result.log_tail = "START\n";
  auto response = invocation_response(result, false);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.find("X-Amz-Executed-Version"), "$LATEST");
  EXPECT_FALSE(response.headers.contains("X-Amz-Function-Error"));
  EXPECT_FALSE(response.headers.contains("X-Amz-Log-Result"));
  result.function_error = "Unhandled";
  response = invocation_response(result, true);
  EXPECT_EQ(response.headers.find("X-Amz-Function-Error"), "Unhandled");
  EXPECT_EQ(response.headers.find("X-Amz-Log-Result"), "U1RBUlQK");
}

TEST(FunctionConfigurationDocument, SaysWhatTheFunctionIs) {
  FunctionConfiguration function;
  function.name = "f";
  function.handler = "process";
  function.memory_mb = 256;
  function.timeout = std::chrono::seconds(7);
  function.environment = {{"A", "1"}};
  const auto document = function_configuration(function, {"us-east-1", "000000000000"});
  EXPECT_EQ(document.at("FunctionArn"), "arn:aws:lambda:us-east-1:000000000000:function:f");
  EXPECT_EQ(document.at("Handler"), "process");
  EXPECT_EQ(document.at("Timeout"), 7);
  EXPECT_EQ(document.at("MemorySize"), 256);
  EXPECT_EQ(document.at("Runtime"), "provided.al2023");
  EXPECT_EQ(document.at("Environment").at("Variables").at("A"), "1");
  EXPECT_TRUE(document.at("Architectures").is_array());
}

}  // namespace
}  // namespace shrike::local
