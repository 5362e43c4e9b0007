/// A pattern of EventBridge, a line break, an event.
#include <string>

#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "infra/local/stack/event_pattern.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  fuzz::Input input(data, size);
  return fuzz::allow_refusal([&] {
    const auto text = input.line();
    const local::EventPattern pattern(text, "Rule");
    const auto event = parse_bounded_json(input.rest());
    fuzz::require(local::EventPattern(nlohmann::json::parse(text).dump(), "Rule").matches(event) ==
                      pattern.matches(event),
                  "a pattern means the same however it is spelt");
    fuzz::require(!pattern.matches(nlohmann::json::array()), "what is no event matches none");
  });
}
