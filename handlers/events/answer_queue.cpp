#include <nlohmann/json.hpp>

#include "handlers/events/answer_sources.h"
#include "handlers/events/answer_text.h"

namespace shrike {

std::string answer_to_queue(const Event& event, const std::vector<ItemOutcome>& outcomes) {
  const bool in_order = event.source == EventSource::SqsFifo;
  auto failures = nlohmann::json::array();
  bool failed = false;
  for (std::size_t index = 0; index < event.items.size(); ++index) {
    const bool unknown = index >= outcomes.size();
    const bool again = unknown || deliver_again(outcomes[index]);
    failed = failed || again;
    const std::string& id = event.items[index].id;
    // An id that is empty, or not of this batch, would bring the whole batch again.
    if (!id.empty() && (again || (in_order && failed))) {
      failures.push_back({{"itemIdentifier", id}});
    }
  }
  return answer_text({{"batchItemFailures", std::move(failures)}});
}

}  // namespace shrike
