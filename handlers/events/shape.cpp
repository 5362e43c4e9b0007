#include "handlers/events/shape.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace shrike {
namespace {

using nlohmann::json;

bool has_text(const json& document, std::string_view name, std::string_view value) {
  const auto found = document.find(name);
  return found != document.end() && found->is_string() &&
         found->get_ref<const std::string&>() == value;
}

bool has_object(const json& document, std::string_view name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_object();
}

/// Batches are never mixed, so the first record that tells its source tells that of all.
Shape shape_of_records(const json& records) {
  // A notification of nothing.
  if (records.empty()) return Shape::S3Records;
  for (const json& record : records) {
    if (!record.is_object()) continue;
    if (has_text(record, "eventSource", "aws:s3")) return Shape::S3Records;
    if (has_text(record, "eventSource", "aws:sqs")) return Shape::SqsRecords;
    if (has_text(record, "EventSource", "aws:sns")) return Shape::SnsRecords;
  }
  return Shape::Unknown;
}

}  // namespace

Shape shape_of(const json& document) {
  if (!document.is_object()) return Shape::Unknown;
  const auto records = document.find("Records");
  if (records != document.end() && records->is_array()) return shape_of_records(*records);
  if (has_text(document, "Event", "s3:TestEvent")) return Shape::S3Test;
  if (document.contains("invocationSchemaVersion") && document.contains("tasks")) {
    return Shape::S3Batch;
  }
  if (has_text(document, "source", "aws.s3") && document.contains("detail-type")) {
    return Shape::EventBridge;
  }
  if (has_object(document, "requestContext")) {
    if (has_object(document["requestContext"], "http")) return Shape::HttpPayload2;
    if (document.contains("httpMethod")) return Shape::HttpPayload1;
  }
  if (has_text(document, "Type", "Notification") && document.contains("Message")) {
    return Shape::SnsEnvelope;
  }
  if (document.contains("bucket") && document.contains("key")) return Shape::Object;
  return Shape::Unknown;
}

}  // namespace shrike
