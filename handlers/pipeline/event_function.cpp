#include "handlers/pipeline/event_function.h"

#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/events/answer.h"
#include "handlers/events/parse_event.h"
#include "handlers/modules/payload_limit.h"
#include "handlers/pipeline/record_batch.h"

namespace shrike {
namespace {

/// One message after another, up to the first that fails.
std::vector<ItemOutcome> run_in_order(const std::vector<EventItem>& items,
                                      const RecordRunner& runner, std::uint64_t memory_mb) {
  std::vector<ItemOutcome> outcomes;
  for (const EventItem& item : items) {
    outcomes.push_back(run_records(std::span(&item, 1), runner, memory_mb).front());
    if (deliver_again(outcomes.back())) break;
  }
  return outcomes;
}

/// Whoever asks this way may be a state machine, whose limit holds for what a task answers even
/// where the state drops it (`"ResultPath": null`).
bool may_be_a_state(EventSource source) {
  return source == EventSource::Direct || source == EventSource::EventBridge;
}

/// Where a document has what was found: `process` answers with its metadata object and the key.
nlohmann::json& findings_of(nlohmann::json& document) {
  const auto metadata = document.find("metadata");
  return metadata == document.end() ? document : *metadata;
}

void fit_into_state(std::vector<ItemOutcome>& outcomes) {
  for (ItemOutcome& item : outcomes) {
    for (RecordOutcome& record : item.records) {
      fit_into(findings_of(record.document), kMaxStateBytes);
    }
  }
}

}  // namespace

EventFunction::EventFunction(RecordHandler& handler, const Environment& environment, Logger& logger,
                             const Clock& clock, std::uint64_t memory_mb)
    : services_{handler, environment, logger, clock}, memory_mb_(memory_mb) {}

Response EventFunction::operator()(const Invocation& invocation, const Context& context) const {
  Event event = parse_event(invocation.payload);
  if (event.source == EventSource::EventBridge && services_.handler.is_step()) {
    event.source = EventSource::Direct;
  }
  for (const EventItem& item : event.items) {
    if (item.tested_bucket) {
      services_.logger.info("S3 tests the notification", {{"bucket", *item.tested_bucket}});
    }
  }
  const RecordRunner runner(services_, context);
  auto outcomes = event.source == EventSource::SqsFifo
                      ? run_in_order(event.items, runner, memory_mb_)
                      : run_records(event.items, runner, memory_mb_);
  if (may_be_a_state(event.source)) fit_into_state(outcomes);
  return {answer(event, outcomes)};
}

}  // namespace shrike
