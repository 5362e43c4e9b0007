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
