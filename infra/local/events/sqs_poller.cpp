#include "infra/local/events/sqs_poller.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/events/sqs_batch.h"
#include "infra/local/stack/references.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kLongPoll{10};
constexpr std::chrono::seconds kReceiveLimit{60};
/// Batches of a queue at the same time; Lambda begins with five. No mapping may have fewer than two
/// as its MaximumConcurrency.
constexpr int kPollers = 2;
/// What one ReceiveMessage gives at most.
constexpr int kMostMessagesAtOnce = 10;
/// Of an event's messages together, so that it stays within the 6 MB of an invocation.
constexpr std::size_t kMostBytes = 5UL * 1024 * 1024;
constexpr std::chrono::seconds kPauseAfterFailure{1};

void pause(const std::stop_token& stop, std::chrono::milliseconds duration) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, duration, [] { return false; });
}

}  // namespace

SqsPoller::SqsPoller(StackEventSource source, std::string region, PollerTargets targets)
    : source_(std::move(source)), region_(std::move(region)), targets_(std::move(targets)) {
  const int pollers = std::min(kPollers, source_.maximum_concurrency.value_or(kPollers));
  for (int i = 0; i < pollers; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
  }
}

void SqsPoller::request_stop() {
  for (auto& thread : threads_) thread.request_stop();
}

void SqsPoller::run(const std::stop_token& stop) {
  std::string url;
  while (!stop.stop_requested()) {
    try {
      if (url.empty()) url = queue_url();
      poll(url, stop);
    } catch (const std::exception& error) {
      if (stop.stop_requested()) return;
      targets_.log(fmt::format("No messages came from {}: {}", source_.queue_arn, error.what()));
      pause(stop, kPauseAfterFailure);
    }
  }
}

std::string SqsPoller::queue_url() const {
  // A mapping begins with a look at the queue's visibility timeout.
  targets_.permit("sqs:GetQueueAttributes");
  return targets_.services()
      .json("sqs", "AmazonSQS.GetQueueUrl", {{"QueueName", name_of(source_.queue_arn)}})
      .at("QueueUrl");
}

json SqsPoller::receive(const std::string& queue_url, int count, std::chrono::seconds wait) const {
  targets_.permit("sqs:ReceiveMessage");
  const auto received = targets_.services().json("sqs", "AmazonSQS.ReceiveMessage",
                                                 {{"QueueUrl", queue_url},
                                                  {"MaxNumberOfMessages", count},
                                                  {"WaitTimeSeconds", wait.count()},
                                                  {"AttributeNames", {"All"}},
                                                  {"MessageAttributeNames", {"All"}}},
                                                 kReceiveLimit);
  return received.value("Messages", json::array());
}

void SqsPoller::poll(const std::string& queue_url, const std::stop_token& stop) const {
  using Clock = std::chrono::steady_clock;
  json batch = json::array();
  std::size_t bytes = 0;
  auto end = Clock::time_point::max();
  while (!stop.stop_requested()) {
    const auto room = source_.batch_size - static_cast<int>(batch.size());
    const auto left = std::chrono::ceil<std::chrono::seconds>(end - Clock::now());
    if (room == 0 || left.count() <= 0 || bytes > kMostBytes) break;
    const auto messages =
        receive(queue_url, std::min(room, kMostMessagesAtOnce), std::min(left, kLongPoll));
    for (const auto& message : messages) {
      bytes += message.at("Body").get_ref<const std::string&>().size();
      batch.push_back(message);
    }
    if (batch.empty()) continue;
    // The window opens with the first message.
    if (end == Clock::time_point::max()) end = Clock::now() + source_.window;
  }
  if (!batch.empty()) process(batch, queue_url);
}

void SqsPoller::process(const json& messages, const std::string& queue_url) const {
  std::set<std::string> ids;
  for (const auto& message : messages) ids.insert(message.at("MessageId").get<std::string>());
  const auto result =
      targets_.invoke(source_.function_name, sqs_event(messages, source_.queue_arn, region_));
  if (result.function_error) return;
  const auto failed =
      source_.reports_failures ? failed_messages(result.payload, ids) : std::set<std::string>{};

  json done = json::array();
  const auto remove = [&] {
    if (done.empty()) return;
    targets_.permit("sqs:DeleteMessage");
    static_cast<void>(targets_.services().json("sqs", "AmazonSQS.DeleteMessageBatch",
                                               {{"QueueUrl", queue_url}, {"Entries", done}}));
    done.clear();
  };
  for (const auto& message : messages) {
    if (failed.contains(message.at("MessageId").get<std::string>())) continue;
    done.push_back(
        {{"Id", std::to_string(done.size())}, {"ReceiptHandle", message.at("ReceiptHandle")}});
    if (done.size() == kMostMessagesAtOnce) remove();
  }
  remove();
}

}  // namespace shrike::local
