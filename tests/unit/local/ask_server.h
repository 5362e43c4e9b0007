#pragma once

#include <string>
#include <string_view>

#include "infra/local/http_server.h"
#include "tests/unit/local/raw_client.h"

namespace shrike::local {

/// What a server with this handler answers to `request`, until it closes the connection.
inline std::string ask_server(const ServerHandler& handler, std::string_view request) {
  HttpServer server(0, handler);
  RawClient client(server.port());
  client.send(request);
  client.half_close();
  return client.read_to_end();
}

}  // namespace shrike::local
