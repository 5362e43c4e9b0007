#include "runtime/worker.h"

#include <atomic>
#include <barrier>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/loop.h"
#include "tests/unit/runtime/fakes.h"

namespace shrike {
namespace {

using testing::SizeIs;

/// A Runtime API for several workers: hands out `count` invocations, then waits until it is told to
/// stop, as Lambda does between invocations.
class ManyInvocations {
 public:
  explicit ManyInvocations(int count) : left_(count) {}

  HttpResponse answer(const HttpRequest& request) {
    if (request.method == "POST") return take(request);
    std::unique_lock lock(mutex_);
    if (left_ > 0) return test::invocation("id-" + std::to_string(left_--));
    if (lost_) throw Error(ErrorKind::Bug, "Runtime.ContainerError", "the end");
    const std::stop_callback wake(request.cancel, [this] { changed_.notify_all(); });
    changed_.wait(lock, [&] { return lost_ || request.cancel.stop_requested(); });
    if (request.cancel.stop_requested()) {
      throw Error(ErrorKind::Ignore, "Network.Cancelled", "given up");
    }
    throw Error(ErrorKind::Bug, "Runtime.ContainerError", "the end");
  }

  std::map<std::string, std::string> answers;  ///< by the end of their address

 private:
  HttpResponse take(const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    answers[request.url] = request.body;
    if (left_ == 0 && answers.size() == all_) {
      lost_ = true;
      changed_.notify_all();
    }
    return test::accepted();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int left_;
  std::size_t all_ = static_cast<std::size_t>(left_);
  bool lost_ = false;
};

class WorkersTest : public testing::Test {
 protected:
  using Connection = test::TransportTo<ManyInvocations>;

  int run_with(const HandlerFactory& factory, int invocations, const std::string& concurrency) {
    ManyInvocations api(invocations);
    const int status = run(
        factory, {.environment = fixed_environment({{"AWS_LAMBDA_RUNTIME_API", "api:1"},
                                                    {"AWS_LAMBDA_MAX_CONCURRENCY", concurrency}}),
                  .clock = clock_,
                  .log_options = {LogFormat::Json, LogLevel::Trace},
                  .log_sink = log_.sink(),
                  .connect = [&] { return std::make_unique<Connection>(api); },
                  .publish_trace_id = [this](const std::string&) { ++published_; }});
    answers_ = api.answers;
    return status;
  }

  test::FixedClock clock_;
  test::SharedLogLines log_;
  std::map<std::string, std::string> answers_;
  std::atomic<int> published_ = 0;
};

TEST_F(WorkersTest, ServeAsManyInvocationsAtTheSameTimeAsTheVariableSays) {
  std::barrier meeting(3);  // nobody passes unless three handlers run at once
  const HandlerFactory factory = [&](Init&) {
    return [&](const Invocation&, const Context& context) {
      meeting.arrive_and_wait();
      return Response{context.request_id};
    };
  };
  EXPECT_EQ(run_with(factory, 9, "3"), 1);
  EXPECT_THAT(answers_, SizeIs(9));
  for (const auto& [url, body] : answers_) {
    EXPECT_THAT(url, testing::EndsWith("/" + body + "/response"));
  }
}

TEST_F(WorkersTest, HaveAHandlerAndALogEach) {
  std::atomic<int> made = 0;
  const HandlerFactory factory = [&](Init& init) {
    ++made;
    return [&log = init.log](const Invocation&, const Context& context) {
      log.info("working", {{"expected", context.request_id}});
      return Response{};
    };
  };
  run_with(factory, 40, "4");
  EXPECT_EQ(made, 4);
  int working = 0;
  for (const auto& line : log_.lines) {
    if (line["message"] != "working") continue;
    ++working;
    EXPECT_EQ(line["requestId"], line["expected"]);
  }
  EXPECT_EQ(working, 40);
}

TEST_F(WorkersTest, LeaveTheTraceVariableOfTheProcessAlone) {
  const HandlerFactory factory = [](Init&) {
    return [](const Invocation&, const Context&) { return Response{}; };
  };
  run_with(factory, 4, "2");
  EXPECT_EQ(published_, 0);
  run_with(factory, 4, "1");
  EXPECT_EQ(published_, 4);
}

TEST_F(WorkersTest, SayHowManyTheyAre) {
  const HandlerFactory factory = [](Init&) {
    return [](const Invocation&, const Context&) { return Response{}; };
  };
  run_with(factory, 2, "2");
  EXPECT_EQ(log_.lines.at(0)["message"], "runtime_worker_pool_initializing");
  EXPECT_EQ(log_.lines.at(0)["level"], "DEBUG");
  EXPECT_EQ(log_.lines.at(0)["workers"], 2);
}

TEST(WorkerCount, IsRefusedUnlessItIsANumberOfWorkers) {
  EXPECT_EQ(worker_count(fixed_environment({})), 1U);
  EXPECT_EQ(worker_count(fixed_environment({{"AWS_LAMBDA_MAX_CONCURRENCY", "64"}})), 64U);
  for (const char* bad :
       {"", "0", "-1", "1001", "many", "4 ", " 4", "4.0", "99999999999999999999"}) {
    EXPECT_THROW(
        static_cast<void>(worker_count(fixed_environment({{"AWS_LAMBDA_MAX_CONCURRENCY", bad}}))),
        Error)
        << bad;
  }
}

}  // namespace
}  // namespace shrike
