#include "handlers/aws/service_error.h"

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace shrike {
namespace {

ServiceError error_in(int status, std::string body, HttpHeaders headers = {}) {
  return service_error_from(
      {.status = status, .headers = std::move(headers), .body = std::move(body)});
}

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST(ServiceError, ReadsS3Xml) {
  const auto error = error_in(404, R"(<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>
<Key>a&amp;b</Key><RequestId>4442587FB7D0A2F9</RequestId><HostId>x</HostId></Error>)");
  EXPECT_EQ(error.code, "NoSuchKey");
  EXPECT_EQ(error.message, "The specified key does not exist.");
  EXPECT_EQ(error.request_id, "4442587FB7D0A2F9");
}

TEST(ServiceError, ReadsTheQueryProtocolsXml) {
  const auto error =
      error_in(403, R"(<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
<Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>no</Message></Error></ErrorResponse>)");
  EXPECT_EQ(error.code, "AuthorizationError");
}

TEST(ServiceError, ReadsJsonInEachSpelling) {
  const auto code = [](const std::string& body, HttpHeaders headers = {}) {
    return error_in(400, body, std::move(headers)).code;
  };
  EXPECT_EQ(code(R"({"__type":"ThrottlingException"})"), "ThrottlingException");
  EXPECT_EQ(
      code(R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"})"),
      "ConditionalCheckFailedException");
  EXPECT_EQ(code(R"({"__type":"FooException:http://internal.amazon.com/coral/x/"})"),
            "FooException");
  EXPECT_EQ(code(R"({"code":"BarException"})"), "BarException");
  EXPECT_EQ(code("{}", {{"x-amzn-ErrorType", "Baz:http://x"}}), "Baz");
  EXPECT_EQ(code(R"({"__type":"Body"})", {{"x-amzn-ErrorType", "Header"}}), "Header");
}

TEST(ServiceError, ReadsTheMessageInEitherCase) {
  EXPECT_EQ(error_in(400, R"({"message":"low"})").message, "low");
  EXPECT_EQ(error_in(400, R"({"Message":"high"})").message, "high");
}

TEST(ServiceError, TakesTheStatusWhereThereIsNoBody) {
  EXPECT_EQ(error_in(404, "").code, "NotFound");
  EXPECT_EQ(error_in(403, "").code, "AccessDenied");
  EXPECT_EQ(error_in(412, "").code, "PreconditionFailed");
  EXPECT_EQ(error_in(503, "").code, "ServiceUnavailable");
  EXPECT_EQ(error_in(418, "").code, "Http418");
}

TEST(ServiceError, FindsTheRegionInHeaderOrBody) {
  EXPECT_EQ(error_in(301, "", {{"x-amz-bucket-region", "eu-west-1"}}).region, "eu-west-1");
  EXPECT_EQ(error_in(400,
                     "<Error><Code>AuthorizationHeaderMalformed</Code>"
                     "<Region>ap-south-1</Region></Error>")
                .region,
            "ap-south-1");
}

TEST(ServiceError, BelievesNoRegionThatIsNotAHostLabel) {
  for (const std::string region :
       {"evil.example/", "a.b", "x@evil", "a b", "x\r\nHost: evil", "../x", "eu_west"}) {
    EXPECT_EQ(error_in(301, "", {{"x-amz-bucket-region", region}}).region, "") << region;
  }
}

TEST(ServiceError, TakesWhatIsThereOfTruncatedXml) {
  EXPECT_EQ(error_in(503, "<Error><Code>SlowDown</Code><Messag").code, "SlowDown");
  EXPECT_EQ(error_in(503, "<Error><Co").code, "ServiceUnavailable");
  EXPECT_EQ(error_in(503, "\xef\xbb\xbf <Error><Code>SlowDown</Code>").code, "SlowDown");
}

TEST(ServiceError, FallsBackOnTruncatedJson) {
  EXPECT_EQ(error_in(400, R"({"__type":"Throt)").code, "BadRequest");
}

TEST(ServiceError, FallsBackOnJunk) {
  for (const std::string body : {"upstream connect error", "<html><body>502</body></html>", "[]",
                                 "null", "{\"__type\":7}", "{\"__type\":null}", "<Error/>",
                                 "<Error><Code/></Error>", "\xff\xfe", "{", "<", "<!DOCTYPE"}) {
    const auto error = error_in(502, body);
    EXPECT_EQ(error.code, "Http502") << body;
    EXPECT_EQ(error.message, "") << body;
  }
}

TEST(ServiceError, TakesNoCodeThatIsNotAName) {
  for (const std::string code : {"a b", "a\\nb", "<x>", "{}", "S3/x", "\\u0000"}) {
    EXPECT_EQ(error_in(500, R"({"__type":")" + code + "\"}").code, "Http500") << code;
  }
}

TEST(ServiceError, TakesNoCodeOfAnyLength) {
  EXPECT_EQ(error_in(500, "<Error><Code>" + std::string(200, 'a') + "</Code></Error>").code,
            "Http500");
}

TEST(ServiceError, KeepsMessagesOnOneLineAndInUtf8) {
  EXPECT_EQ(error_in(400, R"({"message":"a\r\nb\u001b[31mc"})").message, "a  b [31mc");
  const auto invalid = error_in(400, "<Error><Code>X</Code><Message>a\xff\xc3z</Message></Error>");
  EXPECT_EQ(invalid.code, "X");
  EXPECT_NO_THROW(static_cast<void>(nlohmann::json(invalid.message).dump()));
}

TEST(ServiceError, LooksAtTheBeginningOfAHugeBodyOnly) {
  const auto padding = repeated("0123456789", 1'000'000);
  const auto xml = error_in(503, "<Error><Code>SlowDown</Code><Message>" + padding);
  EXPECT_EQ(xml.code, "SlowDown");
  EXPECT_LE(xml.message.size(), 64U * 1024);
  EXPECT_EQ(error_in(503, R"({"__type":"SlowDown","message":")" + padding + "\"}").code,
            "ServiceUnavailable");
  EXPECT_EQ(error_in(503, padding).code, "ServiceUnavailable");
}

TEST(ServiceError, FindsTheCodeBehindAnItemOfAnySize) {
  const std::string item =
      R"({"Item":{"x":{"S":")" + std::string(std::size_t{400} * 1024, 'x') + R"("}},)";
  EXPECT_EQ(error_in(400, item + R"("__type":"a#ConditionalCheckFailedException"})").code,
            "ConditionalCheckFailedException");
  const std::string nested = repeated(R"({"M":{"a":)", 32) + "{}" + repeated("}}", 32);
  EXPECT_EQ(error_in(400, R"({"Item":{"x":)" + nested + R"(},"__type":"Deep"})").code, "Deep");
}

TEST(ServiceError, SurvivesDeepNesting) {
  EXPECT_EQ(error_in(500, R"({"__type":)" + repeated("[", 60'000)).code, "Http500");
  EXPECT_EQ(error_in(500, R"({"a":)" + repeated(R"({"a":)", 10'000)).code, "Http500");
  EXPECT_EQ(error_in(500, repeated("<Error>", 9'000)).code, "Http500");
  EXPECT_EQ(error_in(500, "<Error><Code>Deep</Code>" + repeated("<a>", 20'000)).code, "Deep");
}

}  // namespace
}  // namespace shrike
