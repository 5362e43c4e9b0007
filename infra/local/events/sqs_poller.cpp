#include "infra/local/events/sqs_poller.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/pause.h"
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
constexpr std::chrono::seconds kPauseAfterFailure{1};

void pause(const std::stop_token& stop) {
  pause_until(std::chrono::steady_clock::now() + kPauseAfterFailure, stop);
}

std::set<std::string> ids_of(const std::vector<SqsRecord>& batch) {
  std::set<std::string> ids;
  for (const auto& record : batch) ids.insert(record.message_id);
  return ids;
}

}  // namespace

SqsPoller::SqsPoller(StackEventSource source, std::string region, PollerTargets targets,
                     std::size_t most_bytes)
    : source_(std::move(source)),
      region_(std::move(region)),
      targets_(std::move(targets)),
      most_bytes_(most_bytes) {
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
      if (!poll(url, stop)) pause(stop);
    } catch (const std::exception& error) {
      if (stop.stop_requested()) return;
      targets_.log(fmt::format("No messages came from {}: {}", source_.queue_arn, error.what()));
      pause(stop);
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

bool SqsPoller::poll(const std::string& queue_url, const std::stop_token& stop) const {
  using Clock = std::chrono::steady_clock;
  std::vector<SqsRecord> batch;
  std::size_t bytes = 0;
  auto end = Clock::time_point::max();
  while (!stop.stop_requested()) {
    const auto room = source_.batch_size - static_cast<int>(batch.size());
    const auto left = std::chrono::ceil<std::chrono::seconds>(end - Clock::now());
    if (room == 0 || left.count() <= 0 || bytes >= most_bytes_) break;
    const auto messages =
        receive(queue_url, std::min(room, kMostMessagesAtOnce), std::min(left, kLongPoll));
    for (const auto& message : messages) {
      batch.push_back(sqs_record(message, source_.queue_arn, region_));
      bytes += batch.back().json.size();
    }
    if (batch.empty()) continue;
    // The window opens with the first message.
    if (end == Clock::time_point::max()) end = Clock::now() + source_.window;
  }
  return process(std::move(batch), queue_url);
}

bool SqsPoller::process(std::vector<SqsRecord> records, const std::string& queue_url) const {
  bool taken = true;
  std::set<std::string> held;  // groups whose order a later message must not overtake
  for (auto& batch : cut_to_size(std::move(records), most_bytes_)) {
    std::erase_if(batch, [&](const SqsRecord& record) { return held.contains(record.group); });
    if (batch.empty()) continue;
    std::set<std::string> kept;
    try {
      kept = invoke(batch);
    } catch (const std::exception& error) {
      targets_.log(fmt::format("A batch of {} messages from {} was refused: {}", batch.size(),
                               source_.queue_arn, error.what()));
      taken = false;
      kept = ids_of(batch);
    }
    for (const auto& record : batch) {
      if (!record.group.empty() && kept.contains(record.message_id)) held.insert(record.group);
    }
    remove(batch, kept, queue_url);
  }
  return taken;
}

std::set<std::string> SqsPoller::invoke(const std::vector<SqsRecord>& batch) const {
  const auto result = targets_.invoke(source_.function_name, sqs_event(batch));
  if (result.function_error) return ids_of(batch);
  return source_.reports_failures ? failed_messages(result.payload, ids_of(batch))
                                  : std::set<std::string>{};
}

void SqsPoller::remove(const std::vector<SqsRecord>& batch, const std::set<std::string>& kept,
                       const std::string& queue_url) const {
  json done = json::array();
  const auto flush = [&] {
    if (done.empty()) return;
    targets_.permit("sqs:DeleteMessage");
    static_cast<void>(targets_.services().json("sqs", "AmazonSQS.DeleteMessageBatch",
                                               {{"QueueUrl", queue_url}, {"Entries", done}}));
    done.clear();
  };
  try {
    for (const auto& record : batch) {
      if (kept.contains(record.message_id)) continue;
      done.push_back(
          {{"Id", std::to_string(done.size())}, {"ReceiptHandle", record.receipt_handle}});
      if (done.size() == kMostMessagesAtOnce) flush();
    }
    flush();
  } catch (const std::exception& error) {
    targets_.log(fmt::format("Messages stay in {} though they are done: {}", source_.queue_arn,
                             error.what()));
  }
}

}  // namespace shrike::local
