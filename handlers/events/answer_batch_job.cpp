#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/events/answer_sources.h"
#include "handlers/events/answer_text.h"
#include "runtime/utf8_prefix.h"

namespace shrike {
namespace {

using nlohmann::json;

/// A resultString ends up as a column of the job's report.
constexpr std::size_t kMaxResultBytes = 1024;

constexpr std::string_view kSucceeded = "Succeeded";
constexpr std::string_view kTemporaryFailure = "TemporaryFailure";
constexpr std::string_view kPermanentFailure = "PermanentFailure";

struct Result {
  std::string_view code;
  std::string text;
};

Result success(const RecordOutcome& record) {
  std::string text = answer_text(record.summary);
  // Half a document is of no use to who reads the report.
  if (text.size() > kMaxResultBytes) text = "done";
  return {kSucceeded, std::move(text)};
}

Result result_of(const ItemOutcome& item) {
  if (item.records.empty()) return {kTemporaryFailure, "not begun"};
  const RecordOutcome& record = item.records.front();
  if (!record.error || record.error->kind() == ErrorKind::Ignore) return success(record);
  const std::string_view code = record.error->retryable() ? kTemporaryFailure : kPermanentFailure;
  const std::string text = fmt::format("{}: {}", record.error->type(), record.error->message());
  return {code, std::string(utf8_prefix(text, kMaxResultBytes))};
}

}  // namespace

std::string answer_to_batch_job(const Event& event, const std::vector<ItemOutcome>& outcomes) {
  json results = json::array();
  for (std::size_t index = 0; index < event.items.size(); ++index) {
    if (event.items[index].id.empty()) continue;
    const Result result = result_of(index < outcomes.size() ? outcomes[index] : ItemOutcome{});
    results.push_back({{"taskId", event.items[index].id},
                       {"resultCode", result.code},
                       {"resultString", result.text}});
  }
  return answer_text({{"invocationSchemaVersion", event.batch.schema_version},
                      {"treatMissingKeysAs", kPermanentFailure},
                      {"invocationId", event.batch.invocation_id},
                      {"results", std::move(results)}});
}

}  // namespace shrike
