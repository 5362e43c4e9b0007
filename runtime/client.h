#pragma once

#include <optional>
#include <string>

#include "runtime/clock.h"
#include "runtime/http.h"
#include "runtime/invocation.h"
#include "runtime/log.h"
#include "runtime/wire.h"

namespace shrike {

/// What /next gave. With a `failure`, the invocation is not to be handled but to be reported: it
/// can be answered, yet not understood.
struct Delivery {
  Invocation invocation{};
  Context context{};
  std::optional<wire::Failure> failure{};
};

/// The Runtime API's client. One connection, no threads: one invocation at a time is how Lambda
/// drives a runtime.
///
/// An answer that leaves the way to /next open is logged and done with. All else throws Error, upon
/// which the process must end with a status other than 0: the connection was lost ("Network.…"), or
/// the service said that nothing more can come ("Runtime.ContainerError").
class RuntimeClient {
 public:
  /// `api` is the "host:port" of AWS_LAMBDA_RUNTIME_API.
  RuntimeClient(std::string api, HttpTransport& transport, const Clock& clock, Logger& logger);

  /// Waits, for ever if need be, for the next invocation.
  [[nodiscard]] Delivery next();

  /// Answers an invocation. An answer over Lambda's 6 MB is refused by the service, which then
  /// tells the caller by itself.
  void respond(const Context& context, const Response& response);
  void report_error(const Context& context, const wire::Failure& failure);
  /// Before the first next() only. The process ends after it.
  void report_init_error(const wire::Failure& failure);

 private:
  void post(HttpRequest request);
  [[nodiscard]] HttpRequest error_request(std::string url, const wire::Failure& failure,
                                          std::string_view body) const;

  std::string api_;
  HttpTransport& transport_;
  const Clock& clock_;
  Logger& logger_;
};

}  // namespace shrike
