#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/http_server.h"
#include "infra/local/pause.h"
#include "infra/local/service_delays/delay_plan.h"
#include "infra/local/service_delays/measured_body.h"
#include "infra/local/service_delays/operation_delay.h"

namespace shrike::local {

struct ServiceDelaysOptions {
  std::vector<OperationDelay> delays = {};
  std::uint64_t seed = 1;  ///< DelayPlan
  /// Told of every call that is delayed, before its answer goes out: who called what, and when the
  /// answer's first and last byte are due, counted from the request's head.
  std::function<void(std::string_view line)> on_delay = {};
  std::function<void(std::chrono::steady_clock::time_point end, const std::stop_token& stop)>
      wait_until = pause_until;
};

/// A function's request on its way to a service.
struct DelayedCall {
  const ServerRequest& request;
  const MeasuredBody& body;  ///< the request's, which the service may be reading yet
  std::string_view caller;   ///< the function's name
  std::string_view service;
  std::string_view action;  ///< as IAM names it: "s3:GetObject"; empty where nobody knows
};

/// When the first byte of an answer is due: `drawn.first_byte` after the request was whole, which
/// it is neither before its last byte has come nor before so many bytes could have come.
[[nodiscard]] std::chrono::steady_clock::time_point first_byte_due(const Arrival& arrival,
                                                                   const DrawnDelay& drawn);

/// Lets services take as long as they are said to. What a service really does takes place at once
/// and within that time, so it adds nothing unless it takes longer. Thread-safe; each call waits in
/// its own thread.
class ServiceDelays {
 public:
  explicit ServiceDelays(ServiceDelaysOptions options);

  /// What `serve` answers, when it is due. Throws what `serve` throws.
  [[nodiscard]] ServerResponse answer(const DelayedCall& call,
                                      const std::function<ServerResponse()>& serve);

 private:
  void tell(const DelayedCall& call, const ServerResponse& response,
            std::chrono::steady_clock::time_point first_byte) const;

  ServiceDelaysOptions options_;
  DelayPlan plan_;
};

}  // namespace shrike::local
