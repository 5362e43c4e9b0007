#pragma once

#include <functional>
#include <string>

#include "handlers/aws/credentials.h"
#include "handlers/aws/sigv4.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/http.h"
#include "runtime/log.h"

namespace shrike {

/// What every AWS call of one invocation shares.
struct CallScope {
  Credentials credentials;
  std::string
      trace_id;  ///< goes out as X-Amzn-Trace-Id, unsigned: Lambda's loop detection lives on it
  TimePoint deadline;  ///< no attempt starts that could not end before it
};

/// One AWS service at one endpoint: signs, sends, retries (standard mode: 3 attempts unless
/// AWS_MAX_ATTEMPTS, full jitter min(2^i, 20) s, quota of 500) and turns failures into Errors.
///
/// `service` is the signing name ("s3", "rekognition"); the endpoint is, in this order,
/// AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, https://<service>.<region>.amazonaws.com.
/// Not for several threads at once: each thread has clients of its own.
class AwsClient {
 public:
  AwsClient(std::string service, const Environment& environment, HttpTransport& transport,
            Clock& clock, std::function<double()> random, Logger& logger);

  /// `request.url` is the path and query, encoded, starting with `/`. Headers that signing needs
  /// are added. Returns any 2xx or 304 answer, and the statuses listed in `expected`; throws Error
  /// for all others: `<Service>.<Code>` as AWS named it, kind by code and not by status.
  [[nodiscard]] HttpResponse call(HttpRequest request, const CallScope& scope,
                                  std::initializer_list<int> expected = {});

 private:
  std::string service_;
  std::string region_;
  std::string endpoint_;
  bool virtual_hosts_allowed_ = false;
  int max_attempts_ = 3;
  int quota_ = 500;
  HttpTransport& transport_;
  Clock& clock_;
  std::function<double()> random_;
  Logger& logger_;
};

}  // namespace shrike
