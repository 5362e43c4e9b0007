#include "handlers/pipeline/event_function.h"

#include <span>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/events/answer.h"
#include "handlers/events/parse_event.h"
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

}  // namespace

EventFunction::EventFunction(RecordHandler& handler, const Environment& environment, Logger& logger,
                             const Clock& clock, std::uint64_t memory_mb)
    : services_{handler, environment, logger, clock}, memory_mb_(memory_mb) {}

Response EventFunction::operator()(const Invocation& invocation, const Context& context) const {
  const Event event = parse_event(invocation.payload);
  for (const EventItem& item : event.items) {
    if (item.tested_bucket) {
      services_.logger.info("S3 tests the notification", {{"bucket", *item.tested_bucket}});
    }
  }
  const RecordRunner runner(services_, context);
  const auto outcomes = event.source == EventSource::SqsFifo
                            ? run_in_order(event.items, runner, memory_mb_)
                            : run_records(event.items, runner, memory_mb_);
  return {answer(event, outcomes)};
}

}  // namespace shrike
