#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <nlohmann/json.hpp>

#include "infra/local/service_client.h"

namespace shrike::local {

/// An event on its way to one target.
struct EventDelivery {
  std::string target_arn;
  std::string event;
  std::string subject = {};  ///< of a topic's notification
  nlohmann::json attributes =
      nlohmann::json::object();  ///< of a message, as SQS's SendMessage has them
  std::string id = {};  ///< names a state machine's execution; empty: it gets a name of its own
};

struct DeliveryTargets {
  /// Queues the event, without waiting for the function. Any thread's.
  std::function<void(const std::string& function_arn, const std::string& event)> invoke;
  /// Where queues, topics and state machines are.
  std::function<ServiceClient()> services;
  std::function<void(std::string_view line)> log;
};

/// Carries events to functions, queues, topics and state machines without keeping the sender
/// waiting: one after the other in the order in which they came. One that cannot be delivered is
/// logged and dropped. Thread-safe.
class Deliveries {
 public:
  explicit Deliveries(DeliveryTargets targets);
  /// stop().
  ~Deliveries();

  Deliveries(const Deliveries&) = delete;
  Deliveries& operator=(const Deliveries&) = delete;
  Deliveries(Deliveries&&) = delete;
  Deliveries& operator=(Deliveries&&) = delete;

  /// Returns at once, and whatever becomes of the event: the sender's own work is done by then.
  void submit(EventDelivery delivery);
  /// Until nothing waits or is being delivered.
  void wait_until_idle();
  /// Drops what waits, and waits for the delivery under way.
  void stop();

 private:
  void run(const std::stop_token& stop);
  /// send(), with a line of the log for what it throws.
  void attempt(const EventDelivery& delivery) const;
  void send(const EventDelivery& delivery) const;

  DeliveryTargets targets_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<EventDelivery> waiting_;
  bool sending_ = false;
  std::jthread worker_;
};

}  // namespace shrike::local
