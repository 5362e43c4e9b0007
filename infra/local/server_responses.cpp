#include "infra/local/server_responses.h"

#include <nlohmann/json.hpp>

namespace shrike::local {

ServerResponse json_response(int status, const nlohmann::ordered_json& body) {
  ServerResponse response;
  response.status = status;
  response.headers.set("Content-Type", "application/json");
  response.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return response;
}

ServerResponse dropped_connection() {
  ServerResponse response;
  response.drop_connection = true;
  return response;
}

}  // namespace shrike::local
