#include "handlers/events/parse_event.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "handlers/events/direct.h"
#include "handlers/events/event_bridge.h"
#include "handlers/events/fields.h"
#include "handlers/events/http_request.h"
#include "handlers/events/s3_batch.h"
#include "handlers/events/s3_notification.h"
#include "handlers/events/shape.h"
#include "handlers/events/sns.h"
#include "handlers/events/sqs.h"

namespace shrike {
namespace {

/// An event that is delivered as a whole.
template <class Read>
Event whole(EventSource source, const Read& read) {
  EventItem item;
  read(item);
  return {.source = source, .items = {std::move(item)}};
}

}  // namespace

Event parse_event(std::string_view payload) {
  const nlohmann::json document = parse_bounded_json(payload);
  switch (shape_of(document)) {
    case Shape::S3Records:
      return whole(EventSource::S3,
                   [&](EventItem& item) { read_s3_records(document["Records"], item); });
    case Shape::SnsRecords:
      return read_sns(document["Records"]);
    case Shape::SqsRecords:
      return read_sqs(document["Records"]);
    case Shape::S3Test:
      return whole(EventSource::S3Test, [&](EventItem& item) {
        item.tested_bucket = fields::optional_text(document, "Bucket");
      });
    case Shape::EventBridge:
      return whole(EventSource::EventBridge,
                   [&](EventItem& item) { read_event_bridge(document, item); });
    case Shape::S3Batch:
      return read_s3_batch(document);
    case Shape::HttpPayload1:
      return read_http_payload_1(document);
    case Shape::HttpPayload2:
      return read_http_payload_2(document);
    case Shape::Object:
      return whole(EventSource::Direct,
                   [&](EventItem& item) { item.records.push_back(read_object_request(document)); });
    case Shape::SnsEnvelope:
    case Shape::Unknown:
      break;
  }
  throw Error(ErrorKind::Reject, "Event.Unknown",
              "The event is of no known source, nor {\"bucket\",\"key\"[,\"version\"]"
              "[,\"sequencer\"]}");
}

}  // namespace shrike
