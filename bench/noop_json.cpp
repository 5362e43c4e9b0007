// The same through the JSON handler: parsed, and written again.
#include <nlohmann/json.hpp>

#include "runtime/json_handler.h"
#include "runtime/loop.h"

int main() {
  return shrike::run_handler(shrike::json_handler(
      [](const nlohmann::json& event, const shrike::Context&) { return event; }));
}
