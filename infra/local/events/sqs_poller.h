#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/events/sqs_batch.h"
#include "infra/local/lambda/invoke_api.h"
#include "infra/local/lambda/service.h"
#include "infra/local/service_client.h"
#include "infra/local/stack/stack.h"

namespace shrike::local {

struct PollerTargets {
  std::function<ServiceClient()> services;
  std::function<InvocationResult(const std::string& function, std::string event)> invoke;
  std::function<void(std::string_view line)> log;
  /// Throws where the function's role does not allow what Lambda does with the queue in its name:
  /// "sqs:ReceiveMessage", ….
  std::function<void(std::string_view action)> permit;
};

/// Lambda's event source mapping of a queue: takes messages by long polling, invokes the function
/// with them and deletes those that it has done. The others are visible again when the queue's
/// visibility timeout is over, and go the way of its redrive policy. The queue itself keeps a FIFO
/// queue's groups in order.
class SqsPoller {
 public:
  /// `most_bytes`: of one event.
  SqsPoller(StackEventSource source, std::string region, PollerTargets targets,
            std::size_t most_bytes = kMaxSyncRequest);

  SqsPoller(const SqsPoller&) = delete;
  SqsPoller& operator=(const SqsPoller&) = delete;
  SqsPoller(SqsPoller&&) = delete;
  SqsPoller& operator=(SqsPoller&&) = delete;
  /// The queue's service has ended by now: it may be waiting for messages of it.
  ~SqsPoller() = default;

  void request_stop();

 private:
  void run(const std::stop_token& stop);
  /// One batch, from the queue to its end: full, or its window over. Throws where no messages can
  /// be had; false where they were refused.
  [[nodiscard]] bool poll(const std::string& queue_url, const std::stop_token& stop) const;
  /// At most `count` messages, as soon as there are any; none when the wait is over.
  [[nodiscard]] nlohmann::json receive(const std::string& queue_url, int count,
                                       std::chrono::seconds wait) const;
  [[nodiscard]] std::string queue_url() const;
  /// In as many invocations as keep each event within its limit. Where one leaves messages of a
  /// FIFO queue, those of the same groups wait with them. False where an invocation was refused.
  [[nodiscard]] bool process(std::vector<SqsRecord> records, const std::string& queue_url) const;
  /// One invocation: the messages that it leaves in the queue. Throws where it is refused.
  [[nodiscard]] std::set<std::string> invoke(const std::vector<SqsRecord>& batch) const;
  void remove(const std::vector<SqsRecord>& batch, const std::set<std::string>& kept,
              const std::string& queue_url) const;

  StackEventSource source_;
  std::string region_;
  PollerTargets targets_;
  std::size_t most_bytes_;
  std::vector<std::jthread> threads_;
};

}  // namespace shrike::local
