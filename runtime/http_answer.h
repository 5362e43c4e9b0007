#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "runtime/http.h"

namespace shrike {

/// One HTTP/1.1 answer as its bytes arrive. Provisional answers (100 Continue) are skipped. Its
/// limits are 65,533 bytes for the value of a header, 256 KiB for all headers together, 256 MiB for
/// the body.
class HttpAnswer {
 public:
  /// `request` decides whether there is a body and who gets it; it outlives this.
  explicit HttpAnswer(const HttpRequest& request);
  ~HttpAnswer();

  HttpAnswer(const HttpAnswer&) = delete;
  HttpAnswer& operator=(const HttpAnswer&) = delete;
  HttpAnswer(HttpAnswer&&) = delete;
  HttpAnswer& operator=(HttpAnswer&&) = delete;

  /// Takes the next bytes; how many were understood. The rest is to be given again with what
  /// follows it. Throws Error "Network.Protocol" (Retry) for what is not HTTP or beyond the limits,
  /// and what `on_chunk` throws.
  [[nodiscard]] std::size_t take(std::string_view bytes);
  /// The connection has ended. Throws Error "Network.Interrupted" (Retry) where more had to come.
  void end();

  [[nodiscard]] bool complete() const noexcept;
  /// Anything has arrived, be it but a provisional answer.
  [[nodiscard]] bool begun() const noexcept;
  /// The connection may serve another request. Only when complete.
  [[nodiscard]] bool keeps_connection() const;
  /// Once, when complete.
  [[nodiscard]] HttpResponse release();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace shrike
