#include "handlers/modules/recognition.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "handlers/events/bounded_json.h"
#include "handlers/events/direct.h"
#include "handlers/events/event_bridge.h"
#include "handlers/events/fields.h"
#include "handlers/events/shape.h"
#include "handlers/modules/detector.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr int kRecognitionSchemaVersion = 1;

Error malformed(std::string_view name, std::string_view expected) {
  return {ErrorKind::Reject, "Event.Malformed", fmt::format("\"{}\" must be {}", name, expected)};
}

void copy(json& target, const json& input, const std::string& name, json::value_t type,
          std::string_view expected) {
  const auto found = input.find(name);
  if (found == input.end() || found->is_null()) return;
  if (found->type() != type) throw malformed(name, expected);
  target[name] = *found;
}

/// What the workflow is about: a refused image may still be named by the event of EventBridge's
/// that started it.
S3Record record_of(const json& payload) {
  if (shape_of(payload) != Shape::EventBridge) return read_object_request(payload);
  EventItem item;
  read_event_bridge(payload, item);
  if (!item.malformed.empty()) throw Error(item.malformed.front());
  return std::move(item.records.front());
}

json source_of(const S3Record& record, const json& payload) {
  const ObjectRef& object = record.object;
  json source{{"bucket", object.bucket.str()}, {"key", object.key.str()}};
  if (!object.version.empty()) source["versionId"] = object.version.str();
  if (!record.sequencer.empty()) source["sequencer"] = record.sequencer;
  if (!record.etag.empty()) source["etag"] = record.etag;
  if (record.size) source["size"] = *record.size;
  copy(source, payload, "etag", json::value_t::string, "a text");
  if (const auto size = fields::optional_count(payload, "size")) source["size"] = *size;
  return source;
}

/// The message within the cause, which is the whole error document as text; else the cause.
std::string reason_of(const std::string& cause) {
  try {
    return fields::text(parse_bounded_json(cause), "errorMessage");
  } catch (const Error&) {
    return cause;
  }
}

json refusal_of(const json& error) {
  return {{"what", "image"},
          {"type", fields::text(error, "Error")},
          {"reason", reason_of(fields::optional_text(error, "Cause"))}};
}

const json& payload_of(const json& input) {
  if (!input.is_object()) throw malformed("the input", "an object");
  return input.contains("Payload") ? fields::object(input, "Payload") : input;
}

}  // namespace

json recognition_document(const ImageReport& report) {
  json from = metadata_document(report);
  json document{{"bucket", report.object.bucket.str()},
                {"key", report.object.key.str()},
                {"refused", std::move(from["refused"])},
                {"modelVersions", json::object()}};
  if (!report.object.version.empty()) document["version"] = report.object.version.str();
  if (!report.sequencer.empty()) document["sequencer"] = report.sequencer;
  if (!report.etag.empty()) document["etag"] = report.etag;
  if (report.size) document["size"] = *report.size;
  if (report.facts) document["image"] = std::move(from["image"]);
  for (const auto& [detector, detection] : report.found) {
    const std::string name(to_string(detector));
    document[name] = std::move(from[name]);
    if (!detection.model_version.empty()) {
      document["modelVersions"][name] = detection.model_version;
    }
  }
  return document;
}

RecognitionResult read_recognition(const json& input) {
  const json& payload = payload_of(input);
  const S3Record record = record_of(payload);
  json document{{"schemaVersion", kRecognitionSchemaVersion},
                {"source", source_of(record, payload)},
                {"refused", json::array()}};
  if (payload.contains("error")) {
    document["refused"].push_back(refusal_of(fields::object(payload, "error")));
  } else {
    copy(document, payload, "refused", json::value_t::array, "a list");
    copy(document, payload, "leftOut", json::value_t::array, "a list");
    copy(document, payload, "image", json::value_t::object, "an object");
    copy(document, payload, "modelVersions", json::value_t::object, "an object");
    for (const Detector detector : kDetectors) {
      copy(document, payload, std::string(to_string(detector)), json::value_t::array, "a list");
    }
  }
  return {record.object, record.sequencer, std::move(document)};
}

}  // namespace shrike
