#pragma once

#include <memory>
#include <string>

#include "runtime/http.h"

namespace shrike {

/// HttpTransport over libcurl. One instance keeps one connection per host open and reuses it; it is
/// not for several threads at once (make one each).
///
/// No proxies, no redirects, no cookies, no signals, HTTP/1.1 only. TLS is always verified, against
/// the first that exists of: `ca_bundle` as given (from AWS_CA_BUNDLE), Amazon Linux's
/// /etc/pki/tls/certs/ca-bundle.crt, Debian's /etc/ssl/certs/ca-certificates.crt.
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
