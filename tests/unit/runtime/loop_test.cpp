#include "runtime/loop.h"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/json_handler.h"
#include "tests/unit/runtime/fakes.h"
#include "tests/unit/runtime/raw_server.h"

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class LoopTest : public testing::Test {
 protected:
  int run_with(const HandlerFactory& factory, std::deque<HttpResponse> answers) {
    test::Script script{.answers = std::move(answers), .end = end_};
    const int status = run(
        factory,
        {.environment = environment_,
         .clock = log_.clock,
         .log_options = log_.options,
         .log_sink = log_.sink,
         .connect = [&] { return std::make_unique<test::FakeTransport>(script); },
         .publish_trace_id = [this](const std::string& trace_id) { traces_.push_back(trace_id); }});
    for (const auto& request : script.sent) {
      calls_.push_back(request.method + request.url.substr(std::string("http://api:1").size()));
      bodies_.push_back(request.body);
    }
    sent_ = std::move(script.sent);
    return status;
  }

  int run_with(const Handler& handler, std::deque<HttpResponse> answers) {
    return run_with([&](Init&) { return handler; }, std::move(answers));
  }

  /// The lines that tell of failures, the end of the connection excepted.
  [[nodiscard]] std::vector<nlohmann::json> failures() const {
    std::vector<nlohmann::json> found;
    for (const auto& line : log_.lines) {
      if (line["message"] != "The runtime ends") found.push_back(line);
    }
    return found;
  }

  Environment environment_ = fixed_environment({{"AWS_LAMBDA_RUNTIME_API", "api:1"}});
  test::LogBook log_;
  std::vector<std::string> calls_;
  std::vector<std::string> bodies_;
  std::vector<std::string> traces_;
  std::vector<test::SentRequest> sent_;
  Error end_{ErrorKind::Bug, "Test.ScriptEnded", "the script has ended"};
};

const Handler& echo() {
  static const Handler handler = [](const Invocation& invocation, const Context&) {
    return Response{.body = invocation.payload};
  };
  return handler;
}

constexpr const char* kNext = "GET/2018-06-01/runtime/invocation/next";

TEST_F(LoopTest, AnswersEachInvocationAndAsksForTheNext) {
  const int status = run_with(echo(), {test::invocation("a", "1"), test::accepted(),
                                       test::invocation("b", "2"), test::accepted()});
  EXPECT_THAT(calls_, ElementsAre(kNext, "POST/2018-06-01/runtime/invocation/a/response", kNext,
                                  "POST/2018-06-01/runtime/invocation/b/response", kNext));
  EXPECT_THAT(bodies_, ElementsAre("", "1", "", "2", ""));
  EXPECT_NE(status, 0);
  EXPECT_THAT(failures(), IsEmpty());
}

TEST_F(LoopTest, AsksThreeTimesMoreThenEndsWithAReasonWhenTheRuntimeApiIsLost) {
  end_ = Error(ErrorKind::Retry, "Network.Interrupted", "connection lost");
  EXPECT_EQ(run_with(echo(), {}), 1);
  EXPECT_THAT(calls_, ElementsAre(kNext, kNext, kNext, kNext));
  EXPECT_EQ(log_.clock.now() - test::kNow, std::chrono::milliseconds(700));
  ASSERT_THAT(log_.lines, SizeIs(4));
  EXPECT_EQ(log_.lines[0]["level"], "WARN");
  EXPECT_EQ(log_.lines[3]["level"], "FATAL");
  EXPECT_EQ(log_.lines[3]["errorType"], "Network.Interrupted");
}

TEST_F(LoopTest, ReportsWhatAHandlerThrowsAndGoesOn) {
  struct Case {
    Handler handler;
    std::string type;
    std::string message;
  };
  const std::vector<Case> cases = {
      {[](const Invocation&, const Context&) -> Response {
         throw Error(ErrorKind::Reject, "Image.Unsupported", "no decoder");
       },
       "Image.Unsupported", "no decoder"},
      {[](const Invocation&, const Context&) -> Response { throw std::runtime_error("oh"); },
       "Function.UnhandledException", "oh"},
      {[](const Invocation&, const Context&) -> Response { throw 42; }, "Function.UnknownException",
       "Something was thrown that is not an exception"},
      {json_handler([](const nlohmann::json& event, const Context&) { return event; }),
       "Runtime.UnmarshalError", "The event is not JSON: it breaks off or errs at byte "},
  };
  for (const Case& row : cases) {
    calls_.clear();
    bodies_.clear();
    log_.lines.clear();
    run_with(row.handler, {test::invocation("a", "{\"secret"), test::accepted()});
    EXPECT_THAT(calls_, ElementsAre(kNext, "POST/2018-06-01/runtime/invocation/a/error", kNext));
    const auto document = nlohmann::json::parse(bodies_.at(1));
    EXPECT_EQ(document["errorType"], row.type);
    EXPECT_THAT(document["errorMessage"].get<std::string>(), testing::StartsWith(row.message));
    ASSERT_THAT(failures(), SizeIs(1));
    EXPECT_EQ(failures()[0]["level"], "ERROR");
    EXPECT_EQ(failures()[0]["requestId"], "a");
    EXPECT_EQ(failures()[0]["errorType"], row.type);
    EXPECT_FALSE(failures()[0]["stackTrace"].empty());
    EXPECT_THAT(failures()[0]["stackTrace"].dump(), testing::Not(HasSubstr("shrike::Worker::")));
    for (const auto& line : log_.lines) EXPECT_THAT(line.dump(), testing::Not(HasSubstr("secret")));
  }
}

TEST_F(LoopTest, ReportsAnInvocationThatItCannotUnderstandWithoutHandlingIt) {
  HttpResponse bad = test::invocation("a");
  bad.headers.set("Lambda-Runtime-Deadline-Ms", "soon");
  int handled = 0;
  run_with(
      [&](const Invocation&, const Context&) {
        ++handled;
        return Response{};
      },
      {bad, test::accepted(), test::invocation("b"), test::accepted()});
  EXPECT_EQ(handled, 1);
  EXPECT_EQ(calls_.at(1), "POST/2018-06-01/runtime/invocation/a/error");
  EXPECT_EQ(calls_.at(3), "POST/2018-06-01/runtime/invocation/b/response");
}

TEST_F(LoopTest, PostsNoErrorAfterARefusedResponse) {
  for (const int refused : {400, 403, 410, 413}) {
    calls_.clear();
    run_with(echo(),
             {test::invocation("a"), {refused, {}, "{}"}, test::invocation("b"), test::accepted()});
    EXPECT_THAT(calls_, ElementsAre(kNext, "POST/2018-06-01/runtime/invocation/a/response", kNext,
                                    "POST/2018-06-01/runtime/invocation/b/response", kNext))
        << refused;
  }
}

TEST_F(LoopTest, EndsPromptlyWhenTheContainerIsBroken) {
  EXPECT_EQ(run_with(echo(), {test::invocation("a"), {500, {}, "{}"}, test::invocation("b")}), 1);
  EXPECT_THAT(calls_, SizeIs(2));
}

TEST_F(LoopTest, PublishesEachTraceIdAndItsAbsence) {
  HttpResponse traced = test::invocation("a");
  traced.headers.add("Lambda-Runtime-Trace-Id", "Root=1;Parent=2;Sampled=1");
  run_with(echo(), {traced, test::accepted(), test::invocation("b"), test::accepted()});
  EXPECT_THAT(traces_, ElementsAre("Root=1;Parent=2;Sampled=1", ""));
}

TEST_F(LoopTest, LogsTheHandlersLinesUnderItsInvocationAlone) {
  HttpResponse tenant = test::invocation("a");
  tenant.headers.add("Lambda-Runtime-Aws-Tenant-Id", "blue");
  const HandlerFactory factory = [](Init& init) {
    return [&log = init.log](const Invocation&, const Context&) {
      log.info("working");
      return Response{};
    };
  };
  run_with(factory, {tenant, test::accepted(), test::invocation("b"), test::accepted()});
  ASSERT_THAT(log_.lines, SizeIs(3));
  EXPECT_EQ(log_.lines[0]["requestId"], "a");
  EXPECT_EQ(log_.lines[0]["tenantId"], "blue");
  EXPECT_EQ(log_.lines[1]["requestId"], "b");
  EXPECT_FALSE(log_.lines[1].contains("tenantId"));
  EXPECT_FALSE(log_.lines[2].contains("requestId")) << "between invocations";
}

TEST_F(LoopTest, ReportsAFailedInitializationAndEnds) {
  struct Case {
    HandlerFactory factory;
    std::string type;
  };
  const std::vector<Case> cases = {
      {[](Init&) -> AnyHandler {
         throw Error(ErrorKind::Reject, "Runtime.ConfigInvalid", "MAX_LABELS=many: 1 to 1000");
       },
       "Runtime.ConfigInvalid"},
      {[](Init&) -> AnyHandler { throw std::logic_error("no"); }, "Function.UnhandledException"},
      {[](Init&) -> AnyHandler { throw 1; }, "Function.UnknownException"},
      {[](Init&) { return Handler(); }, "Runtime.NoSuchHandler"},
  };
  for (const Case& row : cases) {
    calls_.clear();
    bodies_.clear();
    log_.lines.clear();
    EXPECT_EQ(run_with(row.factory, {test::accepted(), test::invocation("a")}), 1);
    EXPECT_THAT(calls_, ElementsAre("POST/2018-06-01/runtime/init/error"));
    EXPECT_EQ(nlohmann::json::parse(bodies_.at(0))["errorType"], row.type);
    ASSERT_THAT(log_.lines, SizeIs(1));
    EXPECT_EQ(log_.lines[0]["level"], "FATAL");
    EXPECT_EQ(log_.lines[0]["errorType"], row.type);
  }
}

TEST_F(LoopTest, ReportsWhatItsOwnVariablesSayWrongAsAFailedInitialization) {
  struct Case {
    const char* name;
    const char* value;
  };
  for (const Case& row :
       {Case{"SHRIKE_DEADLINE_MARGIN_MS", "5"}, Case{"AWS_LAMBDA_MAX_CONCURRENCY", "many"},
        Case{"SHRIKE_LOG_BUFFER_BYTES", "20KB"}}) {
    environment_ = fixed_environment({{"AWS_LAMBDA_RUNTIME_API", "api:1"}, {row.name, row.value}});
    calls_.clear();
    bodies_.clear();
    log_.lines.clear();
    EXPECT_EQ(run_with(echo(), {test::accepted(), test::invocation("a")}), 1);
    EXPECT_THAT(calls_, ElementsAre("POST/2018-06-01/runtime/init/error")) << row.name;
    const auto document = nlohmann::json::parse(bodies_.at(0));
    EXPECT_EQ(document["errorType"], "Runtime.ConfigInvalid");
    EXPECT_THAT(document["errorMessage"].get<std::string>(),
                testing::AllOf(testing::StartsWith(row.name), HasSubstr(row.value)));
    ASSERT_THAT(log_.lines, SizeIs(1));
    EXPECT_EQ(log_.lines[0]["level"], "FATAL");
  }
}

TEST_F(LoopTest, EndsNonZeroWhenEvenTheInitErrorIsRefused) {
  const HandlerFactory factory = [](Init&) -> AnyHandler { throw std::logic_error("no"); };
  EXPECT_EQ(run_with(factory, {{403, {}, "{}"}}), 1);
  EXPECT_EQ(run_with(factory, {}), 1);
}

TEST_F(LoopTest, SaysWhatIsMissingOutsideOfLambda) {
  for (const Environment& environment :
       {fixed_environment({}), fixed_environment({{"AWS_LAMBDA_RUNTIME_API", ""}})}) {
    environment_ = environment;
    log_.lines.clear();
    EXPECT_EQ(run_with(echo(), {test::invocation("a")}), 1);
    EXPECT_THAT(calls_, IsEmpty());
    ASSERT_THAT(log_.lines, SizeIs(1));
    EXPECT_THAT(log_.lines[0]["errorMessage"].get<std::string>(),
                HasSubstr("AWS_LAMBDA_RUNTIME_API"));
  }
}

TEST(RunHandler, ServesOverOneConnectionInTheProcessesOwnWorld) {
  std::vector<std::string> requests;
  const auto serve = [&](test::RawConnection& connection) {
    if (!requests.empty()) return;  // the Runtime API is lost
    requests.push_back(connection.read_request());
    connection.write(
        "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\n"
        "Lambda-Runtime-Deadline-Ms: 600000\r\n"
        "Lambda-Runtime-Trace-Id: Root=1\r\nLambda-Runtime-Invocation-Id: nonce\r\n"
        "Content-Length: 2\r\n\r\n{}");
    requests.push_back(connection.read_request());
    connection.write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    requests.push_back(connection.read_request());
  };
  const Handler handler = [](const Invocation&, const Context&) {
    const char* trace_id = std::getenv("_X_AMZN_TRACE_ID");
    return Response{.body = trace_id == nullptr ? "none" : trace_id};
  };
  {
    const test::RawServer server(serve);
    const std::string api = "127.0.0.1:" + std::to_string(server.port());
    setenv("AWS_LAMBDA_RUNTIME_API", api.c_str(), 1);
    EXPECT_EQ(run_handler(handler), 1);
  }
  unsetenv("AWS_LAMBDA_RUNTIME_API");
  unsetenv("_X_AMZN_TRACE_ID");

  ASSERT_EQ(requests.size(), 3U);
  EXPECT_THAT(requests[1], testing::StartsWith("POST /2018-06-01/runtime/invocation/a/response "));
  EXPECT_THAT(requests[1], HasSubstr("\r\nLambda-Runtime-Invocation-Id: nonce\r\n"));
  EXPECT_THAT(requests[1], testing::EndsWith("\r\n\r\nRoot=1"));
  EXPECT_THAT(requests[2], testing::StartsWith("GET /2018-06-01/runtime/invocation/next "));
}

TEST(ExportTraceId, SetsAndUnsetsTheVariableOfTheProcess) {
  export_trace_id("Root=1");
  ASSERT_NE(std::getenv("_X_AMZN_TRACE_ID"), nullptr);
  EXPECT_STREQ(std::getenv("_X_AMZN_TRACE_ID"), "Root=1");
  export_trace_id("");
  EXPECT_EQ(std::getenv("_X_AMZN_TRACE_ID"), nullptr);
}

}  // namespace
}  // namespace shrike
