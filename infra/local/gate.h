#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "infra/local/auth.h"
#include "infra/local/companion/companion.h"
#include "infra/local/http_server.h"
#include "infra/local/iam/access_control.h"
#include "infra/local/iam/service_access.h"
#include "infra/local/lambda/service.h"
#include "infra/local/rekognition/service.h"
#include "infra/local/s3/service.h"
#include "infra/local/service_delays/service_delays.h"
#include "infra/local/service_faults/fault_injector.h"
#include "runtime/clock.h"

namespace shrike::local {

/// What stands behind the endpoint. All of it outlives the gate.
struct GateServices {
  S3Service& s3;
  LambdaService& lambda;
  RekognitionService& rekognition;
  Companion& companion;
  const AccessControl& access;
  FaultInjector* faults = nullptr;  ///< null: nothing goes wrong on purpose
  ServiceDelays* delays = nullptr;  ///< null: everything takes as long as it takes
};

/// The endpoint's one door: verifies each request's signature, asks whether its caller may do what
/// it does, and hands it to the service that the signature names. Refusals are worded and written
/// as that service's protocol has it: XML for S3 and the query services, JSON for the others.
///
/// Faults and delays meet the requests of functions alone: those that say they are signed with the
/// access key of a function's session. What a fault slows counts within the delay. Thread-safe.
class Gate {
 public:
  Gate(GateServices services, ResourceScope scope, const Clock& clock)
      : services_(services), scope_(std::move(scope)), clock_(clock) {}

  [[nodiscard]] ServerResponse handle(ServerRequest& request);

 private:
  [[nodiscard]] ServerResponse handle_s3(ServerRequest& request,
                                         const std::optional<ClaimedScope>& scope);
  [[nodiscard]] ServerResponse handle_other(ServerRequest& request,
                                            const std::optional<ClaimedScope>& scope);
  [[nodiscard]] ServerResponse serve_other(ServerRequest& request, const std::string& body,
                                           TimePoint now);
  /// Throws AwsFault in the service's words.
  [[nodiscard]] ServerResponse dispatch(ServerRequest& request, const std::string& body,
                                        TimePoint now);
  [[nodiscard]] VerifiedRequest verify(const ServerRequest& request, std::string_view body,
                                       TimePoint now) const;
  [[nodiscard]] std::vector<AccessRequest> claimed_accesses(std::string_view service,
                                                            const ServerRequest& request,
                                                            std::string_view body) const;
  /// Null where the request does not say that it is a function's, and where that is all the same.
  [[nodiscard]] const FunctionIdentity* function_of(const std::optional<ClaimedScope>& scope) const;
  /// The answer to a function's call under what is to go wrong with it, when it is due.
  [[nodiscard]] ServerResponse answer(const InjectedCall& call, const MeasuredBody& body,
                                      std::string_view service);
  /// Throws AwsFault in the service's words.
  void authorise(const FunctionIdentity* caller, std::string_view service,
                 const ServerRequest& request, std::string_view body) const;

  GateServices services_;
  ResourceScope scope_;
  const Clock& clock_;
};

}  // namespace shrike::local
