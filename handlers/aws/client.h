#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "handlers/aws/credentials.h"
#include "handlers/aws/endpoints.h"
#include "handlers/aws/retry.h"
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
  TimePoint begun{};   ///< when the invocation began
};

/// One AWS service at one endpoint: signs, sends, retries (standard mode, see RetryPolicy; 3
/// attempts unless AWS_MAX_ATTEMPTS) and turns failures into Errors. A clock that is wrong and a
/// bucket in another region are each put right once a call, and remembered.
///
/// `service` is the signing name ("s3", "rekognition"); the region is AWS_REGION, else
/// AWS_DEFAULT_REGION; for the endpoint see endpoint_for(). Throws Error "Runtime.ConfigInvalid"
/// (Reject) for a variable that cannot be used.
/// Movable. Not for several threads at once: each thread has clients of its own.
class AwsClient {
 public:
  AwsClient(std::string_view service, const Environment& environment, HttpTransport& transport,
            Clock& clock, std::function<double()> random, Logger& logger);

  /// `request.url` is the path and query, encoded, starting with `/`; S3's begins with the bucket.
  /// Headers that signing needs are added, timeouts are set from the deadline. Returns any 2xx or
  /// 304 answer, and a refusal whose code, as AWS names it, is listed in `expected`: where that is
  /// what the caller wants to know. Throws Error for all others:
  /// "Service.Throttled" and "Service.Unavailable" (Retry) once the attempts are used up or the
  /// deadline is too near for another, `<Service>.<Code>` as AWS named it for what trying again
  /// does not help (Reject; Retry for credentials that ran out: a later invocation has new ones).
  /// An answer that is not the one of its x-amz-crc32, which DynamoDB sends, is asked for again.
  ///
  /// `payload_hash` is the SHA-256 of the body in lower-case hex, from a caller who has it.
  ///
  /// An answer whose body has begun to go to `request.on_chunk` is never asked for again here: the
  /// transport's own Error comes out.
  [[nodiscard]] HttpResponse call(HttpRequest request, const CallScope& scope,
                                  std::initializer_list<std::string_view> expected = {},
                                  std::string payload_hash = {});

 private:
  struct Failure;

  [[nodiscard]] bool is_s3() const noexcept { return service_.signing_name == "s3"; }
  [[nodiscard]] std::string region_of(std::string_view bucket) const;
  [[nodiscard]] HttpRequest prepare(const HttpRequest& request, const std::string& payload_hash,
                                    const CallScope& scope, bool last_attempt) const;
  [[nodiscard]] Failure failure_of(const HttpResponse& response, const CallScope& scope) const;
  bool correct_clock(const Failure& failure);
  bool correct_region(std::string_view bucket, const Failure& failure);

  AwsService service_;
  std::string region_;
  Endpoint endpoint_;
  RetryPolicy retry_;
  std::chrono::milliseconds clock_offset_{0};  ///< AWS's clock less ours
  std::map<std::string, std::string, std::less<>> bucket_regions_;
  HttpTransport& transport_;
  Clock& clock_;
  Logger& logger_;
};

}  // namespace shrike
