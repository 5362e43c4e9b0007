#include "handlers/events/answer_text.h"

#include <nlohmann/json.hpp>

namespace shrike {

std::string answer_text(const nlohmann::json& document) {
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace shrike
