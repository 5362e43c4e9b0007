#include "handlers/modules/utf8.h"

#include <nlohmann/json.hpp>

namespace shrike {

bool is_utf8(std::string_view bytes) {
  try {
    (void)nlohmann::json(bytes).dump(-1, ' ', false, nlohmann::json::error_handler_t::strict);
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

std::string to_json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace shrike
