#include "infra/local/events/sqs_batch.h"

#include <algorithm>

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

Ordered record_of(const json& message, const std::string& queue_arn, const std::string& region) {
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

std::string sqs_event(const json& messages, const std::string& queue_arn,
                      const std::string& region) {
  Ordered records = Ordered::array();
  for (const auto& message : messages) records.push_back(record_of(message, queue_arn, region));
  return Ordered{{"Records", records}}.dump();
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
