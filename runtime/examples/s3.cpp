// Names the objects of an S3 notification, their keys decoded, in its log and its answer.
#include <variant>

#include <nlohmann/json.hpp>
#include <shrike/runtime.h>

#include "handlers/events/parse_event.h"

int main() {
  return shrike::run([](shrike::Init& init) {
    return [&log = init.log](const shrike::Invocation& invocation, const shrike::Context&) {
      auto names = nlohmann::json::array();
      const auto event = shrike::parse_event(invocation.payload);
      if (const auto* notification = std::get_if<shrike::S3Notification>(&event)) {
        for (const auto& record : notification->records) names.push_back(record.object.key.str());
      }
      log.info("objects", {{"keys", names}});
      return shrike::Response{names.dump()};
    };
  });
}
