#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/local/http_server.h"

namespace shrike::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What serving a batch of events took.
struct Batch {
  /// From the first event's hand-out to the /next after the last answer.
  std::chrono::nanoseconds duration{};
  /// Of each event, from its hand-out until its answer was read.
  std::vector<std::chrono::nanoseconds> latencies{};
};

/// A Runtime API that costs as little as it can: the emulator's HTTP server, and events handed out
/// by the very thread that reads /next, so that no thread of the driver wakes another between two
/// events. Every other sandbox concern (states, limits, logs, freezing) is left out.
class EventSource {
 public:
  EventSource();

  /// `host:port`, for AWS_LAMBDA_RUNTIME_API.
  [[nodiscard]] std::string address() const;

  /// When the first /next arrived; throws std::runtime_error when none does.
  [[nodiscard]] SteadyTime wait_for_first_next();

  /// Hands out `payload` `count` times, one after the other, to the runtime that waits in /next.
  /// Throws std::runtime_error when the runtime reports an error or stops answering.
  [[nodiscard]] Batch serve(const std::string& payload, std::size_t count);

  /// The body of the last answer.
  [[nodiscard]] std::string last_answer() const;

 private:
  [[nodiscard]] local::ServerResponse route(local::ServerRequest& request);
  [[nodiscard]] local::ServerResponse next(const std::stop_token& stop);
  void take_answer(local::ServerRequest& request);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<SteadyTime> first_next_{};
  bool waiting_ = false;  ///< the runtime is in /next
  std::size_t left_ = 0;  ///< events of the batch that are still to be handed out
  std::size_t handed_out_ = 0;
  const std::string* payload_ = nullptr;
  SteadyTime batch_start_{};
  SteadyTime event_start_{};
  Batch batch_{};
  std::string answer_{};
  std::string failure_{};
  local::HttpServer server_;  ///< last: its threads use all of the above
};

}  // namespace shrike::bench
