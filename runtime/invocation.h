#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "runtime/clock.h"

namespace shrike {

/// What Lambda says about an invocation, from the headers of /next. Absent headers are empty.
struct Context {
  std::string request_id{};
  TimePoint deadline{};
  std::string function_arn{};
  std::string trace_id{};        ///< `Root=…;Parent=…;Sampled=…`
  std::string tenant_id{};       ///< tenant isolation mode
  std::string invocation_id{};   ///< a nonce, echoed with the answer
  std::string client_context{};  ///< JSON text, unparsed
  std::string cognito_identity{};

  /// Time until the deadline by the wall clock, never negative.
  [[nodiscard]] std::chrono::milliseconds remaining(const Clock& clock) const;
};

struct Invocation {
  std::string payload{};
  std::string content_type = "application/json";
};

struct Response {
  std::string body{};
  std::string content_type = "application/json";
};

/// A function as its user writes it. Throws shrike::Error for failures with a name, any other
/// exception for bugs; both are reported and the loop goes on.
using Handler = std::function<Response(const Invocation&, const Context&)>;

}  // namespace shrike
