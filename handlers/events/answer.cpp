#include "handlers/events/answer.h"

#include <algorithm>

#include "handlers/events/answer_sources.h"

namespace shrike {
namespace {

const RecordOutcome& only_record(const std::vector<ItemOutcome>& outcomes) {
  if (outcomes.empty() || outcomes.front().records.empty()) {
    throw Error(ErrorKind::Bug, "Function.NoOutcome", "Nothing is known of the event's one record");
  }
  return outcomes.front().records.front();
}

}  // namespace

bool deliver_again(const ItemOutcome& item) {
  return std::any_of(item.records.begin(), item.records.end(),
                     [](const RecordOutcome& record) { return record.deliver_again; });
}

std::string answer(const Event& event, const std::vector<ItemOutcome>& outcomes) {
  switch (event.source) {
    case EventSource::S3:
    case EventSource::Sns:
      return answer_with_records(outcomes, nullptr);
    case EventSource::S3Test:
      return R"({"status":"acknowledged"})";
    case EventSource::EventBridge:
      return answer_with_records(outcomes, only_record(outcomes).document);
    case EventSource::Sqs:
    case EventSource::SqsFifo:
      return answer_to_queue(event, outcomes);
    case EventSource::S3Batch:
      return answer_to_batch_job(event, outcomes);
    case EventSource::Http:
      return answer_to_request(outcomes.empty() ? ItemOutcome{} : outcomes.front());
    case EventSource::Direct:
      return answer_directly(only_record(outcomes));
  }
  throw Error(ErrorKind::Bug, "Function.NoAnswer", "The event's source has no answer");
}

}  // namespace shrike
