#include "handlers/events/sns.h"

#include <nlohmann/json.hpp>

#include "handlers/events/fields.h"
#include "handlers/events/message.h"

namespace shrike {
namespace {

EventItem read_notification(const nlohmann::json& record) {
  EventItem item;
  try {
    const nlohmann::json& sns = fields::object(fields::as_object(record, "Records"), "Sns");
    read_topic_message(fields::text(sns, "Message"), item);
  } catch (const Error& error) {
    item.malformed.push_back(error);
  }
  return item;
}

}  // namespace

Event read_sns(const nlohmann::json& records) {
  Event event{.source = EventSource::Sns};
  for (const nlohmann::json& record : records) event.items.push_back(read_notification(record));
  return event;
}

}  // namespace shrike
