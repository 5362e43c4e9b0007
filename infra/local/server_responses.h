#pragma once

#include <nlohmann/json_fwd.hpp>

#include "infra/local/http_server.h"

namespace shrike::local {

/// `application/json`; bytes that are not UTF-8 are replaced by U+FFFD.
[[nodiscard]] ServerResponse json_response(int status, const nlohmann::ordered_json& body);

/// No answer: the connection closes.
[[nodiscard]] ServerResponse dropped_connection();

}  // namespace shrike::local
