#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "runtime/clock.h"
#include "runtime/failure.h"
#include "runtime/http.h"
#include "runtime/invocation.h"
#include "runtime/log.h"
#include "runtime/status_policy.h"

namespace shrike {

/// What /next gave. With a `failure`, the invocation is not to be handled but to be reported: it
/// can be answered, yet not understood.
struct Delivery {
  Invocation invocation{};
  Context context{};
  std::optional<Failure> failure{};
};

/// The Runtime API's client. One connection, no threads: each worker has its own.
///
/// An answer that leaves the way to /next open is logged and done with. All else throws Error, upon
/// which the process must end with a status other than 0: the connection was lost ("Network.…"), or
/// the service said that nothing more can come ("Runtime.ContainerError").
class RuntimeClient {
 public:
  /// `api` is the "host:port" of AWS_LAMBDA_RUNTIME_API.
  RuntimeClient(std::string api, StreamingTransport& transport, const Clock& clock, Logger& logger);

  /// Waits, for ever if need be, for the next invocation. Throws Error "Network.Cancelled" (Ignore)
  /// when `stop` is requested meanwhile.
  [[nodiscard]] Delivery next(const std::stop_token& stop = {});

  /// Answers an invocation. An answer over Lambda's 6 MB is refused by the service, which then
  /// tells the caller by itself.
  void respond(const Context& context, const Response& response);
  void report_error(const Context& context, const Failure& failure);
  /// Before the first next() only. The process ends after it.
  void report_init_error(const Failure& failure);

  /// Begins an answer that is written as it goes; finish_response() ends it, in an error if there
  /// was a `failure`.
  [[nodiscard]] std::unique_ptr<HttpUpload> begin_response(const Context& context,
                                                           const std::string& content_type);
  void finish_response(HttpUpload& upload, const std::optional<Failure>& failure);

  /// SnapStart: returns in the process that was restored, maybe long after and on another machine.
  void wait_for_restore();
  void report_restore_error(const Failure& failure);

 private:
  void post(RuntimeCall call, HttpRequest request);
  void judge(RuntimeCall call, const HttpResponse& answer);
  [[nodiscard]] HttpRequest answer_request(std::string url, const Context& context,
                                           const std::string& content_type) const;
  [[nodiscard]] HttpRequest error_request(std::string url, const Failure& failure,
                                          std::string_view body) const;

  std::string api_;
  StreamingTransport& transport_;
  const Clock& clock_;
  Logger& logger_;
};

}  // namespace shrike
