#include "infra/local/events/sqs_batch.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;
using Ordered = nlohmann::ordered_json;

Ordered attribute_of(const json& attribute) {
  Ordered result = Ordered::object();
  if (attribute.contains("StringValue")) result["stringValue"] = attribute["StringValue"];
  if (attribute.contains("BinaryValue")) result["binaryValue"] = attribute["BinaryValue"];
  result["stringListValues"] = Ordered::array();
  result["binaryListValues"] = Ordered::array();
  result["dataType"] = attribute.value("DataType", "String");
  return result;
}

constexpr std::string_view kEventBegin = R"({"Records":[)";
constexpr std::string_view kEventEnd = "]}";

Ordered document_of(const json& message, const std::string& queue_arn, const std::string& region) {
  Ordered attributes = Ordered::object();
  const auto given = message.value("MessageAttributes", json::object());
  for (const auto& [name, attribute] : given.items()) {
    attributes[name] = attribute_of(attribute);
  }
  Ordered record{{"messageId", message.at("MessageId")},
                 {"receiptHandle", message.at("ReceiptHandle")},
                 {"body", message.at("Body")},
                 {"attributes", message.value("Attributes", json::object())},
                 {"messageAttributes", attributes}};
  if (message.contains("MD5OfMessageAttributes")) {
    record["md5OfMessageAttributes"] = message["MD5OfMessageAttributes"];
  }
  record["md5OfBody"] = message.at("MD5OfBody");
  record["eventSource"] = "aws:sqs";
  record["eventSourceARN"] = queue_arn;
  record["awsRegion"] = region;
  return record;
}

}  // namespace

SqsRecord sqs_record(const json& message, const std::string& queue_arn, const std::string& region) {
  const auto attributes = message.value("Attributes", json::object());
  // Groups of other queues share a fair turn, and have no order.
  const bool ordered = queue_arn.ends_with(".fifo");
  return {.message_id = message.at("MessageId").get<std::string>(),
          .receipt_handle = message.at("ReceiptHandle").get<std::string>(),
          .group = ordered ? attributes.value("MessageGroupId", "") : "",
          .json = document_of(message, queue_arn, region).dump()};
}

std::string sqs_event(const std::vector<SqsRecord>& records) {
  std::string event(kEventBegin);
  for (const auto& record : records) {
    if (&record != &records.front()) event += ',';
    event += record.json;
  }
  return event.append(kEventEnd);
}

std::vector<std::vector<SqsRecord>> cut_to_size(std::vector<SqsRecord> records, std::size_t limit) {
  std::vector<std::vector<SqsRecord>> batches;
  std::size_t size = 0;
  for (auto& record : records) {
    const auto longer = size + 1 + record.json.size();
    if (batches.empty() || longer > limit) {
      batches.emplace_back();
      size = kEventBegin.size() + record.json.size() + kEventEnd.size();
    } else {
      size = longer;
    }
    batches.back().push_back(std::move(record));
  }
  return batches;
}

std::set<std::string> failed_messages(std::string_view answer,
                                      const std::set<std::string>& message_ids) {
  if (answer.empty()) return {};
  const auto parsed = json::parse(answer, nullptr, false);
  if (parsed.is_discarded()) return message_ids;
  if (!parsed.is_object() || !parsed.contains("batchItemFailures")) return {};
  const auto& failures = parsed["batchItemFailures"];
  if (failures.is_null()) return {};
  if (!failures.is_array()) return message_ids;
  std::set<std::string> failed;
  for (const auto& failure : failures) {
    const auto id = failure.is_object() ? failure.find("itemIdentifier") : failure.end();
    if (id == failure.end() || !id->is_string()) return message_ids;
    const auto& text = id->get_ref<const std::string&>();
    if (!message_ids.contains(text)) return message_ids;
    failed.insert(text);
  }
  return failed;
}

}  // namespace shrike::local
