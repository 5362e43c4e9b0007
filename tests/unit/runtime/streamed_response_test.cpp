#include "runtime/streamed_response.h"

#include <latch>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/base64.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class StreamedResponseTest : public testing::Test {
 protected:
  test::LogBook log_;
  test::Script script_{.answers = {test::accepted()}};
  test::FakeTransport transport_{script_};
  RuntimeClient client_{"api:1", transport_, log_.clock, log_.logger};
  Context context_{.request_id = "a b", .invocation_id = "nonce"};
  StreamedResponse stream_{client_, context_};

  [[nodiscard]] std::string header(const char* name) const {
    return std::string(script_.sent.at(0).headers.find(name).value_or("(none)"));
  }
};

const Failure kLate{"Function.DeadlineExceeded", "late"};
constexpr std::chrono::minutes kPatience{1};

std::string type_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.type();
  }
  return "";
}

TEST_F(StreamedResponseTest, SendsNothingBeforeTheFirstWrite) {
  stream_.set_content_type("text/plain");
  EXPECT_FALSE(stream_.started());
  EXPECT_THAT(script_.sent, IsEmpty());
}

TEST_F(StreamedResponseTest, IsAPostInStreamingModeThatAnnouncesItsTrailers) {
  stream_.set_content_type("text/plain");
  stream_.write("one ");
  stream_.write("two");
  stream_.finish({});
  ASSERT_THAT(script_.sent, SizeIs(1));
  EXPECT_EQ(script_.sent[0].method, "POST");
  EXPECT_EQ(script_.sent[0].url, "http://api:1/2018-06-01/runtime/invocation/a%20b/response");
  EXPECT_EQ(script_.sent[0].body, "one two");
  EXPECT_EQ(header("Content-Type"), "text/plain");
  EXPECT_EQ(header("Lambda-Runtime-Function-Response-Mode"), "streaming");
  EXPECT_EQ(header("Trailer"),
            "Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body");
  EXPECT_EQ(header("Lambda-Runtime-Invocation-Id"), "nonce");
  EXPECT_TRUE(script_.sent[0].trailers.empty());
}

TEST_F(StreamedResponseTest, TellsAnErrorAmidTheStreamInTrailers) {
  stream_.write("half");
  stream_.finish(Failure{"Image.Corrupt", "row 7"});
  const auto& trailers = script_.sent.at(0).trailers;
  EXPECT_EQ(trailers.find("Lambda-Runtime-Function-Error-Type"), "Function.ImageCorrupt");
  const auto body =
      base64_decode(trailers.find("Lambda-Runtime-Function-Error-Body").value_or("")).value_or("");
  const auto document = nlohmann::json::parse(body);
  EXPECT_EQ(document["errorType"], "Image.Corrupt");
  EXPECT_EQ(document["errorMessage"], "row 7");
}

TEST_F(StreamedResponseTest, PutsThePreludeAndEightZerosBeforeAnHttpBody) {
  stream_.set_content_type("text/html");
  stream_.set_http({.status_code = 201, .headers = {{"x-a", "1"}}, .cookies = {"c=d"}});
  stream_.write("<p>");
  stream_.finish({});
  EXPECT_EQ(header("Content-Type"), "application/vnd.awslambda.http-integration-response");
  const auto& body = script_.sent.at(0).body;
  const auto end = body.find('\0');
  ASSERT_NE(end, std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(body.substr(0, end)),
            nlohmann::json::parse(R"({"statusCode":201,"cookies":["c=d"],
                                      "headers":{"x-a":"1","content-type":"text/html"}})"));
  EXPECT_EQ(body.substr(end), std::string(8, '\0') + "<p>");
}

TEST_F(StreamedResponseTest, MayBeEmpty) {
  stream_.finish({});
  ASSERT_THAT(script_.sent, SizeIs(1));
  EXPECT_EQ(script_.sent[0].body, "");
  EXPECT_EQ(header("Content-Type"), "application/octet-stream");
}

TEST_F(StreamedResponseTest, RefusesToChangeWhatIsSentAlready) {
  stream_.write("x");
  EXPECT_EQ(type_of([&] { stream_.set_content_type("a/b"); }), "Runtime.StreamStarted");
  EXPECT_EQ(type_of([&] { stream_.set_http({}); }), "Runtime.StreamStarted");
}

TEST_F(StreamedResponseTest, EndsInTheFailureWhereItIsCutAndRefusesMore) {
  stream_.write("half");
  EXPECT_EQ(stream_.cut(kLate, kPatience), StreamedResponse::Cut::Ended);
  EXPECT_EQ(script_.sent.at(0).trailers.find("Lambda-Runtime-Function-Error-Type"),
            "Function.DeadlineExceeded");
  EXPECT_EQ(type_of([&] { stream_.write("more"); }), "Runtime.ResponseRefused");
  EXPECT_EQ(script_.sent.at(0).body, "half");
}

TEST_F(StreamedResponseTest, IsCutBetweenTwoWritesOfAHandlerThatGoesOn) {
  std::latch begun(1);
  std::string refusal;
  std::jthread handler([&] {
    stream_.write("x");
    begun.count_down();
    refusal = type_of([&] {
      while (true) stream_.write("x");
    });
  });
  begun.wait();
  EXPECT_EQ(stream_.cut(kLate, kPatience), StreamedResponse::Cut::Ended);
  handler.join();
  EXPECT_EQ(refusal, "Runtime.ResponseRefused");
  EXPECT_FALSE(script_.sent.at(0).trailers.empty());
}

TEST_F(StreamedResponseTest, DoesNotBeginOnceItIsCut) {
  EXPECT_EQ(stream_.cut(kLate, kPatience), StreamedResponse::Cut::NotBegun);
  EXPECT_EQ(type_of([&] { stream_.write("more"); }), "Runtime.ResponseRefused");
  EXPECT_THAT(script_.sent, IsEmpty());
}

TEST_F(StreamedResponseTest, TellsTheHandlerWhenNobodyWantsMore) {
  script_.answers = {{410, {}, R"({"errorType":"InvokeTimeout","errorMessage":"late"})"}};
  EXPECT_EQ(type_of([&] { stream_.write("x"); }), "Runtime.ResponseRefused");
  stream_.finish(Failure{"Runtime.ResponseRefused", "no more"});
  ASSERT_THAT(log_.lines, SizeIs(1));
  EXPECT_EQ(log_.lines[0]["errorType"], "InvokeTimeout");
}

}  // namespace
}  // namespace shrike
