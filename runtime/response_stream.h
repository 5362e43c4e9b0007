#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/invocation.h"

namespace shrike {

/// Status and headers of the HTTP answer that a function URL or an API makes of a streamed
/// response.
struct HttpPrelude {
  int status_code = 200;
  std::map<std::string, std::string> headers{};
  std::vector<std::string> cookies{};  ///< whole Set-Cookie values
};

/// Where a streaming handler writes its response, piece by piece; each piece is on its way when
/// write() returns. At most 200 MB in all (Lambda's limit).
///
/// What the handler throws before its first write() is reported like any handler's failure; later,
/// it ends the response with Lambda's trailers for an error amid the stream.
class ResponseStream {
 public:
  ResponseStream() = default;
  ResponseStream(const ResponseStream&) = delete;
  ResponseStream& operator=(const ResponseStream&) = delete;
  ResponseStream(ResponseStream&&) = delete;
  ResponseStream& operator=(ResponseStream&&) = delete;
  virtual ~ResponseStream() = default;

  /// "application/octet-stream" unless set. Before the first write(), else Error
  /// "Runtime.StreamStarted" (Bug).
  virtual void set_content_type(std::string content_type) = 0;
  /// Makes the response an HTTP answer. Before the first write(), else Error
  /// "Runtime.StreamStarted" (Bug).
  virtual void set_http(HttpPrelude prelude) = 0;

  /// Throws Error "Runtime.ResponseRefused" (Ignore) once the Runtime API wants no more of it, such
  /// as after the invocation's deadline: nothing is left to do then but to return.
  virtual void write(std::string_view piece) = 0;
};

/// A function that answers as it goes.
using StreamingHandler = std::function<void(const Invocation&, const Context&, ResponseStream&)>;

}  // namespace shrike
