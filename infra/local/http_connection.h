#pragma once

#include <stop_token>

#include "infra/local/http_server.h"

namespace shrike::local {

/// Serves the requests of one accepted TCP connection, one after the other, until either side ends
/// it. `socket` is a blocking descriptor that stays the caller's to close; shutting it down from
/// another thread ends this. Never throws.
void serve_connection(int socket, const ServerHandler& handler, const RequestLimits& limits,
                      const std::stop_token& stop) noexcept;

}  // namespace shrike::local
