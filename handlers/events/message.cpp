#include "handlers/events/message.h"

#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "handlers/events/direct.h"
#include "handlers/events/event_bridge.h"
#include "handlers/events/fields.h"
#include "handlers/events/s3_notification.h"
#include "handlers/events/shape.h"

namespace shrike {
namespace {

enum class Envelope { Allowed, Opened };

void read(std::string_view text, Envelope envelope, EventItem& item) {
  const nlohmann::json document = parse_bounded_json(text);
  const Shape shape = shape_of(document);
  if (shape == Shape::S3Records) return read_s3_records(document["Records"], item);
  if (shape == Shape::EventBridge) return read_event_bridge(document, item);
  if (shape == Shape::S3Test) {
    item.tested_bucket = fields::optional_text(document, "Bucket");
    return;
  }
  if (shape == Shape::Object) {
    item.records.push_back(read_object_request(document));
    return;
  }
  if (shape == Shape::SnsEnvelope && envelope == Envelope::Allowed) {
    return read(fields::text(document, "Message"), Envelope::Opened, item);
  }
  throw Error(ErrorKind::Reject, "Event.Unknown", "The message carries no event of S3");
}

void read_or_note(std::string_view text, Envelope envelope, EventItem& item) {
  try {
    read(text, envelope, item);
  } catch (const Error& error) {
    item.malformed.push_back(error);
  }
}

}  // namespace

void read_queue_message(std::string_view body, EventItem& item) {
  read_or_note(body, Envelope::Allowed, item);
}

void read_topic_message(std::string_view message, EventItem& item) {
  read_or_note(message, Envelope::Opened, item);
}

}  // namespace shrike
