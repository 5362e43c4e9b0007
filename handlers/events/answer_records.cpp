#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/events/answer_sources.h"
#include "handlers/events/answer_text.h"
#include "handlers/events/bounded_json.h"

namespace shrike {
namespace {

using nlohmann::json;

/// What the source hears of several failures: one that a retry can help, if there is one.
Error overall(const std::vector<const Error*>& failures, std::size_t records) {
  const Error* told = failures.front();
  for (const Error* failure : failures) {
    if (failure->retryable()) {
      told = failure;
      break;
    }
  }
  if (records == 1) return *told;
  return {told->kind(), told->type(),
          fmt::format("{} of {} records failed: {}", failures.size(), records, told->message())};
}

}  // namespace

std::string answer_with_records(const std::vector<ItemOutcome>& outcomes, const json& document) {
  json records = json::array();
  std::vector<const Error*> failures;
  for (const ItemOutcome& item : outcomes) {
    for (const RecordOutcome& record : item.records) {
      records.push_back(record.summary);
      if (record.deliver_again && record.error) failures.push_back(&*record.error);
    }
  }
  if (!failures.empty()) throw overall(failures, records.size());

  json result = document.is_object() ? document : json::object();
  result["records"] = std::move(records);
  std::string text = answer_text(result);
  if (text.size() > kMaxPayloadBytes) text = R"({"truncated":true})";
  return text;
}

std::string answer_directly(const RecordOutcome& outcome) {
  if (outcome.error) throw Error(*outcome.error);
  std::string text = answer_text(outcome.document);
  if (text.size() > kMaxPayloadBytes) {
    throw Error(
        ErrorKind::Reject, "Function.ResponseSizeTooLarge",
        fmt::format("The answer has {} bytes; Lambda carries {}", text.size(), kMaxPayloadBytes));
  }
  return text;
}

}  // namespace shrike
