#include "infra/local/events/sqs_poller.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
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
                                      {"Body", body_},
                                      {"MD5OfBody", "x"},
                                      {"Attributes", {{"MessageGroupId", "g"}}}});
        ++sent_;
      }
    }
    if (target == "AmazonSQS.DeleteMessageBatch") {
      deleted_.push_back(input.at("Entries").size());
      for (const auto& entry : input.at("Entries")) receipts_.insert(entry.at("ReceiptHandle"));
      changed_.notify_all();
    }
    return {.status = 200, .headers = {}, .body = output.dump()};
  }

  void poll(int batch_size, std::chrono::seconds window) {
    poll({.queue_arn = kQueue, .function_name = "f", .batch_size = batch_size, .window = window});
  }

  /// Until something was deleted three times.
  void poll(StackEventSource source) {
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
                            return function_(event);
                          },
                      .log =
                          [this](std::string_view line) {
                            const std::scoped_lock lock(mutex_);
                            log_.emplace_back(line);
                          },
                      .permit = [](std::string_view) {}},
                     most_bytes_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return deleted_.size() >= 3; });
    closed_ = true;
    lock.unlock();
    poller.request_stop();
  }

  static constexpr const char* kQueue = "arn:aws:sqs:us-east-1:0:jobs";

  std::string body_ = "{}";
  std::size_t most_bytes_ = kMaxSyncRequest;
  std::function<InvocationResult(const std::string& event)> function_ = [](const auto&) {
    return InvocationResult{};
  };
  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  int sent_ = 0;
  std::vector<int> asked_for_;
  std::vector<std::size_t> records_;
  std::vector<std::size_t> deleted_;
  std::set<std::string> receipts_;  ///< what was deleted
  std::vector<std::string> log_;
  HttpServer server_{0, [this](ServerRequest& request) { return answer(request); }};
};

TEST_F(SqsPollerTest, AsksForNoMoreThanABatchHas) {
  poll(3, std::chrono::seconds(0));
  EXPECT_THAT(asked_for_, testing::Each(3));
  EXPECT_EQ(records_.front(), 3U);
  EXPECT_EQ(deleted_.front(), 3U);
}

TEST_F(SqsPollerTest, GathersALargeBatchWithinItsWindowAndDeletesItByTens) {
  poll(25, std::chrono::minutes(5));
  EXPECT_THAT(asked_for_, testing::Each(testing::AnyOf(10, 5)));
  EXPECT_EQ(records_.front(), 25U);
  EXPECT_THAT(deleted_, testing::Each(testing::AnyOf(10U, 5U)));
}

/// Three of its messages are more than an event holds, two are not.
class LargeBatch : public SqsPollerTest {
 protected:
  LargeBatch() {
    body_ = std::string(1000, '"');  // twice as long in JSON
    most_bytes_ = 6000;
  }

  static bool has_first(const std::string& event) {
    return json::parse(event).at("/Records/0/messageId"_json_pointer) == "0";
  }
  static StackEventSource source(std::string queue) {
    return {.queue_arn = std::move(queue),
            .function_name = "f",
            .batch_size = 3,
            .maximum_concurrency = 1};
  }
};

TEST_F(LargeBatch, IsGivenInPiecesOfWhichARefusedOneCostsNoOther) {
  function_ = [](const std::string& event) {
    EXPECT_LE(event.size(), 6000U);
    if (has_first(event)) throw AwsFault(429, "TooManyRequestsException", "Rate Exceeded.");
    return InvocationResult{};
  };
  poll(source(kQueue));
  EXPECT_EQ(records_[0], 2U);
  EXPECT_EQ(records_[1], 1U);
  EXPECT_THAT(receipts_, testing::IsSupersetOf({"r2", "r3", "r4"}));
  EXPECT_THAT(receipts_, testing::Not(testing::Contains("r0")));
  EXPECT_THAT(receipts_, testing::Not(testing::Contains("r1")));
  EXPECT_THAT(log_, testing::ElementsAre(std::string("A batch of 2 messages from ") + kQueue +
                                         " was refused: Rate Exceeded."));
}

TEST_F(LargeBatch, LeavesWhatComesAfterAFailureInAFifoQueue) {
  function_ = [](const std::string& event) {
    InvocationResult result;
    if (has_first(event)) result.function_error = "Unhandled";
    return result;
  };
  poll(source(std::string(kQueue) + ".fifo"));
  EXPECT_EQ(records_[0], 2U);
  EXPECT_THAT(receipts_, testing::Contains("r3"));
  for (const auto* left : {"r0", "r1", "r2"}) {
    EXPECT_THAT(receipts_, testing::Not(testing::Contains(left)));
  }
}

}  // namespace
}  // namespace shrike::local
