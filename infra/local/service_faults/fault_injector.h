#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "infra/local/aws_fault.h"
#include "infra/local/http_server.h"
#include "infra/local/service_faults/service_fault.h"
#include "infra/local/service_faults/service_fault_plan.h"

namespace shrike::local {

struct FaultInjectorOptions {
  std::vector<ServiceFault> faults = {};
  std::uint64_t seed = 1;  ///< ServiceFaultPlan
  /// Told of every fault that takes place: who called what, and the fault as it was written.
  std::function<void(std::string_view line)> on_fault = {};
};

/// A function's request, and what a service would make of it.
struct InjectedCall {
  const ServerRequest& request;
  std::string caller;            ///< the function's name
  std::string_view region = {};  ///< that the request says it is signed for
  ServiceCall asks = {};
  /// The service's answer, its clock being ahead by so much.
  std::function<ServerResponse(std::chrono::seconds clock_skew)> serve;
  /// A refusal as the service writes it.
  std::function<ServerResponse(const AwsFault&)> refuse;
  AwsFault expired;  ///< of credentials that have run out, in the service's words
};

/// Makes functions' calls of services go wrong as a plan says. Thread-safe.
class FaultInjector {
 public:
  explicit FaultInjector(FaultInjectorOptions options);

  /// What the caller gets. Throws what `call.serve` throws.
  [[nodiscard]] ServerResponse answer(const InjectedCall& call);

 private:
  [[nodiscard]] ServerResponse answer_under(const ServiceFault& fault, const InjectedCall& call);

  FaultInjectorOptions options_;
  ServiceFaultPlan plan_;
};

}  // namespace shrike::local
