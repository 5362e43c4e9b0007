#include "runtime/wire.h"

#include <regex>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike::wire {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using testing::HasSubstr;

TEST(WireUrl, NamesTheEndpointsOfTheRuntimeApi) {
  EXPECT_EQ(next_url("127.0.0.1:9001"), "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next");
  EXPECT_EQ(response_url("h:1", "8476a536-e9f4-11e8"),
            "http://h:1/2018-06-01/runtime/invocation/8476a536-e9f4-11e8/response");
  EXPECT_EQ(error_url("h:1", "a_b.c~d"), "http://h:1/2018-06-01/runtime/invocation/a_b.c~d/error");
  EXPECT_EQ(init_error_url("h:1"), "http://h:1/2018-06-01/runtime/init/error");
}

TEST(WireUrl, EncodesRequestIdsThatCouldLeaveTheirPlace) {
  struct Case {
    std::string id;
    std::string encoded;
  };
  for (const Case& row : {Case{"a/b", "a%2Fb"}, Case{"../..", "..%2F.."}, Case{"..", "%2E%2E"},
                          Case{".", "%2E"}, Case{"a?b#c", "a%3Fb%23c"}, Case{"a b+c", "a%20b%2Bc"},
                          Case{"%41", "%2541"}, Case{"\xC3\xA9\r\n", "%C3%A9%0D%0A"}}) {
    EXPECT_EQ(error_url("h:1", row.id),
              "http://h:1/2018-06-01/runtime/invocation/" + row.encoded + "/error");
  }
}

TEST(WireContext, TakesEveryHeaderOfAnInvocation) {
  const Context context = context_without_deadline({
      {"lambda-runtime-aws-request-id", "id"},
      {"Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:f"},
      {"Lambda-Runtime-Trace-Id", "Root=1-5bef4de7;Parent=1;Sampled=1"},
      {"Lambda-Runtime-Aws-Tenant-Id", "tenant"},
      {"Lambda-Runtime-Invocation-Id", "nonce"},
      {"Lambda-Runtime-Client-Context", R"({"custom":{"n":1}})"},
      {"Lambda-Runtime-Cognito-Identity", R"({"cognitoIdentityId":"x"})"},
  });
  EXPECT_EQ(context.request_id, "id");
  EXPECT_EQ(context.function_arn, "arn:aws:lambda:eu-west-1:123456789012:function:f");
  EXPECT_EQ(context.trace_id, "Root=1-5bef4de7;Parent=1;Sampled=1");
  EXPECT_EQ(context.tenant_id, "tenant");
  EXPECT_EQ(context.invocation_id, "nonce");
  EXPECT_EQ(context.client_context, R"({"custom":{"n":1}})");
  EXPECT_EQ(context.cognito_identity, R"({"cognitoIdentityId":"x"})");
}

TEST(WireContext, LeavesAbsentHeadersEmptyAndTakesTheFirstOfRepeatedOnes) {
  const Context context = context_without_deadline(
      {{"Lambda-Runtime-Trace-Id", "first"}, {"Lambda-Runtime-Trace-Id", "second"}});
  EXPECT_EQ(context.trace_id, "first");
  EXPECT_EQ(context.tenant_id, "");
  EXPECT_EQ(context.function_arn, "");
}

TEST(WireContext, NeedsARequestId) {
  EXPECT_EQ(request_id({{"Lambda-Runtime-Aws-Request-Id", "id"}}), "id");
  for (const HttpHeaders& headers :
       {HttpHeaders{}, HttpHeaders{{"Lambda-Runtime-Aws-Request-Id", ""}}}) {
    try {
      static_cast<void>(request_id(headers));
      ADD_FAILURE() << "an invocation without id went through";
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Runtime.MissingRequestId");
    }
  }
}

TEST(WireDeadline, IsAMomentOfTheWallClock) {
  const HttpHeaders headers = {{"Lambda-Runtime-Deadline-Ms", "1795231803007"}};
  EXPECT_EQ(deadline(headers, test::kNow), test::kNow + milliseconds(3000));
}

TEST(WireDeadline, StaysInThePastWhenItIsOver) {
  const HttpHeaders headers = {{"Lambda-Runtime-Deadline-Ms", "1542409706888"}};
  EXPECT_EQ(deadline(headers, test::kNow), TimePoint(milliseconds(1542409706888)));
}

TEST(WireDeadline, TakesAnEmulatorsConstantAsTimeFromNow) {
  EXPECT_EQ(deadline({{"Lambda-Runtime-Deadline-Ms", "600000"}}, test::kNow),
            test::kNow + milliseconds(600000));
}

TEST(WireDeadline, IsRefusedRatherThanTakenForZero) {
  std::vector<HttpHeaders> all = {{}};
  for (const char* value : {"", " ", "soon", "-1", "+1795231803007", "1795231803007x", "0x10",
                            "1e12", "1795231803.007", "99999999999999999999", "253402300800000"}) {
    all.push_back({{"Lambda-Runtime-Deadline-Ms", value}});
  }
  all.push_back({{"Lambda-Runtime-Deadline-Ms", std::string(100000, '9')}});
  for (const HttpHeaders& headers : all) {
    try {
      static_cast<void>(deadline(headers, test::kNow));
      ADD_FAILURE() << headers.find("Lambda-Runtime-Deadline-Ms").value_or("(none)");
    } catch (const Error& error) {
      EXPECT_EQ(error.type(), "Runtime.LambdaContextUnmarshalError");
      EXPECT_LT(error.message().size(), 200U);
    }
  }
}

TEST(WireErrorDocument, HasExactlyTheKeysOfTheContract) {
  EXPECT_EQ(error_document({"Image.Unsupported", "No \"decoder\" for café\n"}),
            R"({"errorMessage":"No \"decoder\" for café\n","errorType":"Image.Unsupported",)"
            R"("stackTrace":[]})");
}

TEST(WireErrorDocument, IsValidUtf8WhateverTheMessageHolds) {
  for (const std::string bytes :
       {"\xFF", "\xC3", "a\x80z", "\xED\xA0\x80", "\xC0\xAF", "\xF4\x90\x80\x80", "\xE2\x82"}) {
    const auto document = json::parse(error_document({"A.B", "<" + bytes + ">"}));
    const auto message = document["errorMessage"].get<std::string>();
    EXPECT_THAT(message, testing::StartsWith("<"));
    EXPECT_THAT(message, HasSubstr("\xEF\xBF\xBD"));
    EXPECT_THAT(message, testing::EndsWith(">"));
  }
  EXPECT_EQ(json::parse(error_document({"A.B", std::string("\0x", 2)}))["errorMessage"],
            std::string("\0x", 2));
}

TEST(WireErrorDocument, CutsAHugeMessageBetweenCharacters) {
  std::string message = "x";
  for (int i = 0; i < 1000000; ++i) message += "\xC3\xA9";
  const std::string text = error_document({"A.B", message});
  EXPECT_LT(text.size(), 300U * 1024);
  const auto kept = json::parse(text)["errorMessage"].get<std::string>();
  EXPECT_EQ(message.substr(0, kept.size()), kept);
  EXPECT_GT(kept.size(), 200U * 1024);
}

TEST(WireXrayCause, IsWhatXrayReads) {
  EXPECT_EQ(xray_cause({"Image.Unsupported", "no decoder"}, "/var/task"),
            R"({"working_directory":"/var/task","exceptions":[{"type":"Image.Unsupported",)"
            R"("message":"no decoder","stack":[]}],"paths":[]})");
}

TEST(WireXrayCause, IsOneLineOfAsciiWhateverTheMessageHolds) {
  std::string message;
  for (int c = 0; c < 256; ++c) message += static_cast<char>(c);
  const std::string cause = xray_cause({"A.B\r\n", message}, "/tmp/\x7F\xFF");
  for (const char c : cause) {
    EXPECT_TRUE(c >= 0x20 && c < 0x7F) << static_cast<int>(c);
  }
  EXPECT_TRUE(json::accept(cause));
}

TEST(WireXrayCause, StaysWithinWhatTheServiceKeeps) {
  const std::string controls(200000, '\x01');  // each becomes six bytes
  for (const Failure& failure : {Failure{"A.B", controls}, Failure{controls, "m"},
                                 Failure{controls, std::string(65536, 'x')}}) {
    const std::string cause = xray_cause(failure, controls);
    EXPECT_LE(cause.size(), 65536U);
    EXPECT_TRUE(json::accept(cause));
  }
  EXPECT_GT(xray_cause({"A.B", std::string(200000, 'x')}, "/").size(), 30000U);
}

TEST(WireErrorDocument, StaysWithinWhatTheServiceTakes) {
  const std::string controls(400'000, '\x01');  // each becomes six bytes
  const std::string label(4'000, '\x01');
  const std::vector<StackFrame> stack(100, {label, 1, label});
  for (const Failure& failure : {Failure{"A.B", controls}, Failure{controls, controls},
                                 Failure{"A.B", "m", stack}, Failure{controls, controls, stack}}) {
    const std::string document = error_document(failure);
    EXPECT_LE(document.size(), 1'048'576U);
    EXPECT_TRUE(json::accept(document));
  }
  const auto plain = json::parse(error_document({"A.B", std::string(400'000, 'x')}));
  EXPECT_EQ(plain["errorMessage"].get<std::string>().size(), 262'144U);
}

TEST(WireErrorTypeHeader, KeepsTheNamesThatLambdaKnowsAndMakesTheOthersSo) {
  struct Case {
    std::string type;
    std::string header;
  };
  const std::regex accepted("^(Runtime|Function)\\.[A-Z][a-zA-Z]+$");
  for (const Case& row : {
           Case{"Runtime.ConfigInvalid", "Runtime.ConfigInvalid"},
           Case{"Function.UnhandledException", "Function.UnhandledException"},
           Case{"Image.Unsupported", "Function.ImageUnsupported"},
           Case{"Object.NotFound", "Function.ObjectNotFound"},
           Case{"Service.S3.Throttled", "Function.ServiceSThrottled"},
           Case{"runtime.lower_case-name", "Function.RuntimeLowerCaseName"},
           Case{"Runtime.nope", "Runtime.Nope"},
           Case{"", "Function.Unknown"},
           Case{"Runtime.", "Runtime.Unknown"},
           Case{"Function.", "Function.Unknown"},
           Case{"7", "Function.Unknown"},
           Case{"X", "Function.Unknown"},
           Case{"\r\nX-Evil: 1", "Function.XEvil"},
           Case{"caf\xC3\xA9", "Function.Caf"},
       }) {
    EXPECT_EQ(error_type_header(row.type), row.header) << row.type;
    EXPECT_TRUE(std::regex_match(row.header, accepted)) << row.header;
  }
  EXPECT_LT(error_type_header(std::string(1000000, 'x')).size(), 300U);
}

TEST(WireHeaderValue, LosesControlBytesOnly) {
  EXPECT_EQ(header_value("text/plain\r\nX-Evil: 1\x7F; a=\xC3\xA9"),
            "text/plainX-Evil: 1; a=\xC3\xA9");
}

}  // namespace
}  // namespace shrike::wire
