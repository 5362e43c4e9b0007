#pragma once

#include <optional>
#include <string>

#include "runtime/http.h"

namespace shrike::local {

/// Why a request is not served although it reached the loopback.
struct ForeignPage {
  int status = 0;
  std::string reason;
};

/// Whether a web page of elsewhere sent this, by the browser of whoever runs the local cloud; its
/// keys are no secret, so signatures alone do not keep it out. Nothing where the request is served.
///
/// - The host is a name that leads here whatever a name server says: `localhost`, below it
///   (`bucket.s3.localhost`), `127.0.0.1` or `[::1]`, with any port. Else 421: another name was
///   made to resolve to this machine (DNS rebinding). More than one Host is 400; none at all is
///   served, for no browser leaves it out.
/// - Where the browser names the page (Origin, else Referer of a cross-site request), it is one of
///   such a host. Else 403.
[[nodiscard]] std::optional<ForeignPage> foreign_page(const HttpHeaders& headers);

}  // namespace shrike::local
