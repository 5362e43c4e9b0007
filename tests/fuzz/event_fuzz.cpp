/// An event, as it comes from any of its sources, and its answer.
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/events/answer.h"
#include "handlers/events/parse_event.h"
#include "tests/fuzz/fuzz_input.h"

namespace shrike {
namespace {

/// As if every record could be handled but each third, which is to come again.
std::vector<ItemOutcome> outcomes_of(const Event& event) {
  std::vector<ItemOutcome> outcomes;
  for (const EventItem& item : event.items) {
    ItemOutcome& outcome = outcomes.emplace_back();
    for (const Error& error : item.malformed) {
      outcome.records.push_back({.summary = {{"type", error.type()}}, .error = error});
    }
    for (const S3Record& record : item.records) {
      const std::string& key = record.object.key.str();
      RecordOutcome handled{.summary = {{"key", key}}, .document = {{"key", key}}};
      if (outcome.records.size() % 3 == 2) {
        handled.error = Error(ErrorKind::Retry, "Service.Throttled", key);
        handled.deliver_again = true;
      }
      outcome.records.push_back(std::move(handled));
    }
  }
  return outcomes;
}

}  // namespace
}  // namespace shrike

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace shrike;
  return fuzz::allow_refusal([&] {
    const Event event = parse_event(fuzz::text(data, size));
    // What the JSON library throws is no Error, and so ends the run too.
    fuzz::require(!nlohmann::json::parse(answer(event, outcomes_of(event))).is_discarded(),
                  "an answer is JSON");
  });
}
