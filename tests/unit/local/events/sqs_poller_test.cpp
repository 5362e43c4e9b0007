#include "infra/local/events/sqs_poller.h"

#include <condition_variable>
#include <mutex>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/http_server.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// A queue that never runs dry, until it is closed.
class SqsPollerTest : public testing::Test {
 protected:
  ServerResponse answer(ServerRequest& request) {
    const auto target = request.headers.find("x-amz-target").value_or("");
    const auto input = json::parse(read_all(request.body, 1'000'000));
    const std::scoped_lock lock(mutex_);
    json output{{"QueueUrl", "http://q/1/jobs"}};
    if (target == "AmazonSQS.ReceiveMessage") {
      asked_for_.push_back(input.at("MaxNumberOfMessages"));
      for (int i = 0; i < asked_for_.back() && !closed_; ++i) {
        output["Messages"].push_back({{"MessageId", std::to_string(sent_)},
                                      {"ReceiptHandle", "r" + std::to_string(sent_)},
                                      {"Body", "{}"},
                                      {"MD5OfBody", "x"}});
        ++sent_;
      }
    }
    if (target == "AmazonSQS.DeleteMessageBatch") {
      deleted_.push_back(input.at("Entries").size());
      changed_.notify_all();
    }
    return {.status = 200, .headers = {}, .body = output.dump()};
  }

  void poll(StackEventSource source) {
    source.queue_arn = "arn:aws:sqs:us-east-1:0:jobs";
    source.function_name = "f";
    SqsPoller poller(std::move(source), "us-east-1",
                     {.services =
                          [this] {
                            return ServiceClient(
                                "http://127.0.0.1:" + std::to_string(server_.port()), "us-east-1",
                                {"id", "key", ""});
                          },
                      .invoke =
                          [this](const std::string&, const std::string& event) {
                            const std::scoped_lock lock(mutex_);
                            records_.push_back(json::parse(event).at("Records").size());
                            return InvocationResult{};
                          },
                      .log = [](std::string_view) {},
                      .permit = [](std::string_view) {}});
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return deleted_.size() >= 3; });
    closed_ = true;
    lock.unlock();
    poller.request_stop();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  int sent_ = 0;
  std::vector<int> asked_for_;
  std::vector<std::size_t> records_;
  std::vector<std::size_t> deleted_;
  HttpServer server_{0, [this](ServerRequest& request) { return answer(request); }};
};

TEST_F(SqsPollerTest, AsksForNoMoreThanABatchHas) {
  poll({.batch_size = 3});
  EXPECT_THAT(asked_for_, testing::Each(3));
  EXPECT_EQ(records_.front(), 3U);
  EXPECT_EQ(deleted_.front(), 3U);
}

TEST_F(SqsPollerTest, GathersALargeBatchWithinItsWindowAndDeletesItByTens) {
  poll({.batch_size = 25, .window = std::chrono::minutes(5)});
  EXPECT_THAT(asked_for_, testing::Each(testing::AnyOf(10, 5)));
  EXPECT_EQ(records_.front(), 25U);
  EXPECT_THAT(deleted_, testing::Each(testing::AnyOf(10U, 5U)));
}

}  // namespace
}  // namespace shrike::local
