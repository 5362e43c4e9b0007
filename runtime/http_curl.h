#pragma once

#include <memory>
#include <string>

#include "runtime/http.h"

namespace shrike {

/// HttpTransport over libcurl. One instance keeps one connection per host open and reuses it; it is
/// not for several threads at once (make one each).
///
/// No proxies, no redirects, no cookies, no signals, HTTP/1.1 only. TLS (1.2 or newer) is always
/// verified: against `ca_bundle` alone when one is given (from AWS_CA_BUNDLE), else against the
/// first that exists of Amazon Linux's /etc/pki/tls/certs/ca-bundle.crt and Debian's
/// /etc/ssl/certs/ca-certificates.crt.
///
/// Only the headers of the request go out, and Host and Content-Length.
///
/// An answer is "Network.Protocol" with headers over 256 KiB or, where its body is collected, a
/// body over 16 MiB (and 64 KiB for what is around 16 MiB of data); "Network.Timeout" when its body
/// is handed over in pieces and less than 1 KiB a second comes for 10 seconds.
class CurlTransport final : public HttpTransport {
 public:
  explicit CurlTransport(std::string ca_bundle = {});
  ~CurlTransport() override;

  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  CurlTransport(CurlTransport&&) = delete;
  CurlTransport& operator=(CurlTransport&&) = delete;

  [[nodiscard]] HttpResponse send(const HttpRequest& request) override;

 private:
  class Handle;
  std::unique_ptr<Handle> handle_;
  std::string ca_bundle_;
};

}  // namespace shrike
