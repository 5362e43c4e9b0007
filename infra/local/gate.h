#pragma once

#include <string>

#include "handlers/aws/credentials.h"
#include "infra/local/auth.h"
#include "infra/local/companion/companion.h"
#include "infra/local/http_server.h"
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
};

/// The endpoint's one door: verifies each request's signature and hands it to the service that the
/// signature names. Refusals are worded and written as that service's protocol has it: XML for S3
/// and the query services, JSON for the others. Thread-safe.
class Gate {
 public:
  Gate(GateServices services, Credentials credentials, const Clock& clock)
      : services_(services), credentials_(std::move(credentials)), clock_(clock) {}

  [[nodiscard]] ServerResponse handle(ServerRequest& request);

 private:
  [[nodiscard]] ServerResponse dispatch(ServerRequest& request);

  GateServices services_;
  Credentials credentials_;
  const Clock& clock_;
};

}  // namespace shrike::local
