/// The input of a workflow's last task.
#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "handlers/events/sequencer.h"
#include "handlers/modules/recognition.h"
#include "handlers/modules/utf8.h"
#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  using fuzz::require;
  return fuzz::allow_refusal([&] {
    const auto input = parse_bounded_json(fuzz::text(data, size));
    const RecognitionResult result = read_recognition(input);
    require(!result.object.bucket.empty() && !result.object.key.empty(), "a result names an image");
    require(result.sequencer.empty() || is_sequencer(result.sequencer),
            "an event's order is known or none");
    require(result.document.at("schemaVersion") == 1 && result.document.at("source").is_object(),
            "what is stored says what it is");
    require(nlohmann::json::parse(to_json_text(result.document)).is_object(), "as JSON");
  });
}
