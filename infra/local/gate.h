#pragma once

#include <string_view>

#include "infra/local/auth.h"
#include "infra/local/companion/companion.h"
#include "infra/local/http_server.h"
#include "infra/local/iam/access_control.h"
#include "infra/local/iam/service_access.h"
#include "infra/local/lambda/service.h"
#include "infra/local/rekognition/service.h"
#include "infra/local/s3/service.h"
#include "runtime/clock.h"

namespace shrike::local {

/// What stands behind the endpoint. All of it outlives the gate.
struct GateServices {
  S3Service& s3;
  LambdaService& lambda;
  RekognitionService& rekognition;
  Companion& companion;
  const AccessControl& access;
};

/// The endpoint's one door: verifies each request's signature, asks whether its caller may do what
/// it does, and hands it to the service that the signature names. Refusals are worded and written
/// as that service's protocol has it: XML for S3 and the query services, JSON for the others.
/// Thread-safe.
class Gate {
 public:
  Gate(GateServices services, ResourceScope scope, const Clock& clock)
      : services_(services), scope_(std::move(scope)), clock_(clock) {}

  [[nodiscard]] ServerResponse handle(ServerRequest& request);

 private:
  [[nodiscard]] ServerResponse dispatch(ServerRequest& request);
  [[nodiscard]] VerifiedRequest verify(const ServerRequest& request, std::string_view body) const;
  /// Throws AwsFault in the service's words.
  void authorise(const FunctionIdentity* caller, std::string_view service,
                 const ServerRequest& request, std::string_view body) const;

  GateServices services_;
  ResourceScope scope_;
  const Clock& clock_;
};

}  // namespace shrike::local
