#include "runtime/renewal.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/loop.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A Runtime API that hands out one invocation, which has too little time for a handler that waits
/// for its deadline's answer. Every connection leads to it.
class OneInvocation {
 public:
  HttpResponse answer(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    if (request.method == "GET") {
      if (std::exchange(handed_out_, true)) {
        throw Error(ErrorKind::Bug, "Runtime.ContainerError", "the end");
      }
      auto response = test::invocation("id");
      response.headers.set("Lambda-Runtime-Invocation-Id", "nonce");
      response.headers.set("Lambda-Runtime-Deadline-Ms",
                           std::to_string((test::kNow + left_).time_since_epoch().count()));
      return response;
    }
    posts.push_back(
        {request.method, request.url, request.headers, std::string(request.body), {}, {}});
    answered_.notify_all();
    return answer_to_posts_;
  }

  void wait_for_a_post() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [this] { return !posts.empty(); });
  }

  std::chrono::milliseconds left_{2};
  HttpResponse answer_to_posts_ = test::accepted();
  std::vector<test::SentRequest> posts;

 private:
  std::mutex mutex_;
  std::condition_variable answered_;
  bool handed_out_ = false;
};

class RenewalTest : public testing::Test {
 protected:
  using Connection = test::TransportTo<OneInvocation>;

  int run_with(const HandlerFactory& factory) {
    return run(factory, {.environment = fixed_environment(variables_),
                         .clock = clock_,
                         .log_options = {LogFormat::Json, LogLevel::Trace},
                         .log_sink = log_.sink(),
                         .connect = [this] { return std::make_unique<Connection>(api_); },
                         .publish_trace_id = [](const std::string&) {},
                         .replace_process =
                             [this](const EnvironmentBlock& additions) {
                               const std::lock_guard lock(mutex_);
                               renewals_.push_back(additions);
                             }});
  }

  Host host_without_api() {
    return {.environment = fixed_environment({}),
            .clock = clock_,
            .log_options = {},
            .log_sink = file_descriptor_sink(STDERR_FILENO),
            .connect = [] { return nullptr; },
            .replace_process =
                [this](const EnvironmentBlock& additions) { renewals_.push_back(additions); }};
  }

  [[nodiscard]] std::vector<nlohmann::json> lines_saying(std::string_view message) const {
    std::vector<nlohmann::json> found;
    for (const auto& line : log_.lines) {
      if (line["message"] == message) found.push_back(line);
    }
    return found;
  }

  std::map<std::string, std::string, std::less<>> variables_{{"AWS_LAMBDA_RUNTIME_API", "api:1"}};
  test::FixedClock clock_;
  OneInvocation api_;
  test::SharedLogLines log_;
  std::mutex mutex_;
  std::vector<EnvironmentBlock> renewals_;
};

TEST_F(RenewalTest, AnswersForAHandlerThatDoesNotEndAndThenRenewsTheProcess) {
  EXPECT_EQ(run_with([&](Init&) {
              return [&](const Invocation&, const Context&) {
                api_.wait_for_a_post();
                return Response{"too late"};
              };
            }),
            1);
  ASSERT_EQ(api_.posts.size(), 1U) << "the handler's own answer is not given";
  const auto& post = api_.posts[0];
  EXPECT_EQ(post.url, "http://api:1/2018-06-01/runtime/invocation/id/error");
  EXPECT_EQ(post.headers.find("Lambda-Runtime-Function-Error-Type"), "Function.DeadlineExceeded");
  EXPECT_EQ(post.headers.find("Lambda-Runtime-Invocation-Id"), "nonce");
  EXPECT_EQ(nlohmann::json::parse(post.body)["errorType"], "Function.DeadlineExceeded");
  EXPECT_THAT(renewals_, ElementsAre(ElementsAre("_SHRIKE_RENEWED=1")));
  const auto told = lines_saying("Invocation ended before its deadline");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["requestId"], "id");
  EXPECT_EQ(told[0]["level"], "ERROR");
  ASSERT_EQ(lines_saying("The process renews itself").size(), 1U);
}

TEST_F(RenewalTest, ComesAfterTheAnswerWhereAHandlerAsksForIt) {
  api_.left_ = std::chrono::hours(1);
  run_with([&](Init& init) {
    return [renew = init.renew](const Invocation&, const Context&) {
      renew("a library does not return");
      renew("and another reason");
      return Response{"answered"};
    };
  });
  ASSERT_EQ(api_.posts.size(), 1U);
  EXPECT_EQ(api_.posts[0].body, "answered");
  EXPECT_EQ(renewals_.size(), 1U);
  const auto told = lines_saying("The process renews itself");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["reason"], "a library does not return");
}

TEST_F(RenewalTest, DoesNotHideThatTheRuntimeApiSaidItIsOver) {
  api_.left_ = std::chrono::hours(1);
  api_.answer_to_posts_ = {500, {}, "{}"};
  EXPECT_EQ(run_with([&](Init& init) {
              return [renew = init.renew](const Invocation&, const Context&) {
                renew("spent");
                return Response{};
              };
            }),
            1);
  EXPECT_THAT(renewals_, IsEmpty());
  const auto told = lines_saying("The runtime ends");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["level"], "FATAL");
  EXPECT_EQ(told[0]["errorType"], "Runtime.ContainerError");
}

TEST_F(RenewalTest, IsNotHadUnasked) {
  api_.left_ = std::chrono::hours(1);
  run_with([](Init&) { return [](const Invocation&, const Context&) { return Response{}; }; });
  EXPECT_THAT(renewals_, IsEmpty());
}

TEST_F(RenewalTest, AFreshImageReportsNoInitErrorWhichLambdaWouldNotTake) {
  variables_["_SHRIKE_RENEWED"] = "1";
  EXPECT_EQ(run_with([](Init&) -> AnyHandler {
              throw Error(ErrorKind::Reject, "Runtime.ConfigInvalid", "no");
            }),
            1);
  EXPECT_THAT(api_.posts, IsEmpty());
  EXPECT_EQ(lines_saying("Initialization failed").size(), 1U);
}

TEST_F(RenewalTest, WaitsUntilAllWorkersHaveLeft) {
  const Host host = host_without_api();
  Renewal renewal(3, host);
  renewal.carry_extension("an-id");
  renewal.leave();
  EXPECT_FALSE(renewal.stop().stop_requested());
  renewal.ask("spent");
  EXPECT_TRUE(renewal.stop().stop_requested()) << "nobody takes another invocation";
  renewal.leave();
  EXPECT_THAT(renewals_, IsEmpty());
  renewal.leave();
  EXPECT_THAT(renewals_,
              ElementsAre(ElementsAre("_SHRIKE_RENEWED=1", "_SHRIKE_EXTENSION_ID=an-id")));
  renewal.wait_for_the_end();
}

TEST_F(RenewalTest, DoesNotComeWhereAWorkerFailedBeforeItWasAskedFor) {
  const Host host = host_without_api();
  Renewal renewal(2, host);
  renewal.leave_failed({"Network.Interrupted", "lost"});
  renewal.ask("spent");
  renewal.leave();
  EXPECT_THAT(renewals_, IsEmpty());
}

TEST_F(RenewalTest, EndsTheProcessWhereAWorkerFailedAndTheHandlerOfAnotherIsStuck) {
  const auto fail_beside_a_stuck_one = [this] {
    const Host host = host_without_api();
    Renewal renewal(2, host);
    renewal.ask("A handler did not end before its deadline");
    renewal.leave_stuck();
    renewal.leave_failed({"Network.Interrupted", "lost"});
  };
  EXPECT_EXIT(fail_beside_a_stuck_one(), testing::ExitedWithCode(1),
              "FATAL\tThe runtime ends.*Network.Interrupted");
}

}  // namespace
}  // namespace shrike
