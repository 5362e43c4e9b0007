// Names the objects of an event, whichever way it arrives, their keys decoded, in its log and its
// answer.
#include <nlohmann/json.hpp>
#include <shrike/runtime.h>

#include "handlers/events/parse_event.h"

int main() {
  return shrike::run([](shrike::Init& init) {
    return [&log = init.log](const shrike::Invocation& invocation, const shrike::Context&) {
      auto names = nlohmann::json::array();
      const auto event = shrike::parse_event(invocation.payload);
      for (const auto& item : event.items) {
        for (const auto& record : item.records) names.push_back(record.object.key.str());
      }
      log.info("objects", {{"keys", names}});
      return shrike::Response{names.dump()};
    };
  });
}
